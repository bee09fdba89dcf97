-- MySQL dump 10.13  Distrib 8.0.36, for Linux (x86_64)
/*!40101 SET @OLD_CHARACTER_SET_CLIENT=@@CHARACTER_SET_CLIENT */;
/*!40014 SET @OLD_UNIQUE_CHECKS=@@UNIQUE_CHECKS, UNIQUE_CHECKS=0 */;
/*!40000 DROP DATABASE IF EXISTS `shop`*/;
CREATE DATABASE /*!32312 IF NOT EXISTS*/ `shop` /*!40100 DEFAULT CHARACTER SET utf8mb4 */ /*!80016 DEFAULT ENCRYPTION='N' */;
USE `shop`;
DROP TABLE IF EXISTS `orders`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
CREATE TABLE `orders` (
  `id` int unsigned NOT NULL AUTO_INCREMENT,
  `code` varchar(20) CHARACTER SET latin1 COLLATE latin1_bin NOT NULL COMMENT 'it''s; the "code"',
  `status` enum('new','it''s','a,b') NOT NULL DEFAULT 'new',
  `flags` set('a','b') DEFAULT NULL,
  `total` decimal(10,2) unsigned zerofill DEFAULT '0.00',
  `big` bigint DEFAULT NULL,
  `made` timestamp NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP,
  `exact` datetime(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3) ON UPDATE CURRENT_TIMESTAMP(3),
  `doc` json DEFAULT NULL,
  `word` varchar(100) GENERATED ALWAYS AS (json_unquote(json_extract(`doc`,_utf8mb4'$.word'))) VIRTUAL,
  `seen` tinyint(1) NOT NULL DEFAULT '1',
  `token` binary(16) DEFAULT (uuid_to_bin(uuid())),
  `secret` int /*!80023 INVISIBLE */ DEFAULT NULL,
  `place` point NOT NULL /*!80003 SRID 4326 */,
  PRIMARY KEY (`id`),
  UNIQUE KEY `code` (`code`),
  UNIQUE KEY `word_part` (`word`(10)),
  KEY `made` (`made` DESC,`status`),
  KEY `lower_word` ((lower(`word`))),
  FULLTEXT KEY `words` (`word`) /*!50100 WITH PARSER `ngram` */ ,
  SPATIAL KEY `place` (`place`),
  CONSTRAINT `total_sane` CHECK ((`total` >= 0)),
  CONSTRAINT `orders_chk_2` CHECK ((`big` > 0)) /*!80016 NOT ENFORCED */
) ENGINE=InnoDB AUTO_INCREMENT=5 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci COMMENT='what was; ordered';
LOCK TABLES `orders` WRITE;
/*!40000 ALTER TABLE `orders` DISABLE KEYS */;
INSERT INTO `orders` VALUES (1,'a\'b;','new',NULL),(2,'\\','x;CREATE TABLE nope (id int);','');
/*!40000 ALTER TABLE `orders` ENABLE KEYS */;
UNLOCK TABLES;
CREATE TABLE `lines` (
  `order_id` int unsigned NOT NULL,
  `line` smallint NOT NULL,
  `2fa` char(1) DEFAULT '#',
  PRIMARY KEY (`order_id`,`line`),
  CONSTRAINT `lines_order` FOREIGN KEY (`order_id`) REFERENCES `orders` (`id`) ON DELETE CASCADE ON UPDATE RESTRICT
) ENGINE=MyISAM DEFAULT CHARSET=latin1
/*!50100 PARTITION BY HASH (`order_id`)
PARTITIONS 4 */;
SET @saved_cs_client     = @@character_set_client;
/*!50001 CREATE VIEW `totals` AS SELECT
 1 AS `id`,
 1 AS `sum`*/;
DELIMITER ;;
/*!50003 CREATE*/ /*!50017 DEFINER=`root`@`localhost`*/ /*!50003 TRIGGER `orders_before` BEFORE INSERT ON `orders` FOR EACH ROW BEGIN
  IF NEW.total < 0 THEN SET NEW.total = 0; END IF;
END */;;
CREATE DEFINER=`root`@`localhost` PROCEDURE `tidy`()
BEGIN
  DELETE FROM `lines`; CREATE TABLE inside (id int);
END ;;
DELIMITER ;
/*!50001 DROP VIEW IF EXISTS `totals`*/;
/*!50001 CREATE ALGORITHM=UNDEFINED */
/*!50013 DEFINER=`root`@`localhost` SQL SECURITY DEFINER */
/*!50001 VIEW `totals` AS select `orders`.`id` AS `id`,sum(`orders`.`total`) AS `sum` from `orders` group by `orders`.`id` */;
/*!40101 SET SQL_MODE=@OLD_SQL_MODE */;
-- Dump completed on 2025-01-01  0:00:00
