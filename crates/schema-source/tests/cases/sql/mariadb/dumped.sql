/*M!999999\- enable the sandbox mode */ 
-- MariaDB dump 10.19  Distrib 10.11.19-MariaDB, for debian-linux-gnu (x86_64)
--
-- Host: localhost    Database: shop
-- ------------------------------------------------------
-- Server version	10.11.19-MariaDB-0+deb12u1

/*!40101 SET @OLD_CHARACTER_SET_CLIENT=@@CHARACTER_SET_CLIENT */;
/*!40101 SET @OLD_CHARACTER_SET_RESULTS=@@CHARACTER_SET_RESULTS */;
/*!40101 SET @OLD_COLLATION_CONNECTION=@@COLLATION_CONNECTION */;
/*!40101 SET NAMES utf8mb4 */;
/*!40103 SET @OLD_TIME_ZONE=@@TIME_ZONE */;
/*!40103 SET TIME_ZONE='+00:00' */;
/*!40014 SET @OLD_UNIQUE_CHECKS=@@UNIQUE_CHECKS, UNIQUE_CHECKS=0 */;
/*!40014 SET @OLD_FOREIGN_KEY_CHECKS=@@FOREIGN_KEY_CHECKS, FOREIGN_KEY_CHECKS=0 */;
/*!40101 SET @OLD_SQL_MODE=@@SQL_MODE, SQL_MODE='NO_AUTO_VALUE_ON_ZERO' */;
/*!40111 SET @OLD_SQL_NOTES=@@SQL_NOTES, SQL_NOTES=0 */;

--
-- Sequence structure for `numbers`
--

DROP SEQUENCE IF EXISTS `numbers`;
CREATE SEQUENCE `numbers` start with 5 minvalue 1 maxvalue 9223372036854775806 increment by 2 cache 1000 nocycle ENGINE=InnoDB;
DO SETVAL(`numbers`, 5, 0);

--
-- Table structure for table `Mixed Case`
--

DROP TABLE IF EXISTS `Mixed Case`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!40101 SET character_set_client = utf8mb4 */;
CREATE TABLE `Mixed Case` (
  `Id` int(11) NOT NULL,
  `we``ird` int(11) DEFAULT NULL,
  PRIMARY KEY (`Id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
/*!40101 SET character_set_client = @saved_cs_client */;

--
-- Dumping data for table `Mixed Case`
--

LOCK TABLES `Mixed Case` WRITE;
/*!40000 ALTER TABLE `Mixed Case` DISABLE KEYS */;
/*!40000 ALTER TABLE `Mixed Case` ENABLE KEYS */;
UNLOCK TABLES;

--
-- Table structure for table `archive`
--

DROP TABLE IF EXISTS `archive`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!40101 SET character_set_client = utf8mb4 */;
CREATE TABLE `archive` (
  `id` bigint(20) unsigned NOT NULL AUTO_INCREMENT,
  `v` varchar(5) DEFAULT NULL,
  UNIQUE KEY `id` (`id`),
  UNIQUE KEY `v` (`v`)
) ENGINE=MyISAM DEFAULT CHARSET=latin1 COLLATE=latin1_swedish_ci;
/*!40101 SET character_set_client = @saved_cs_client */;

--
-- Dumping data for table `archive`
--

LOCK TABLES `archive` WRITE;
/*!40000 ALTER TABLE `archive` DISABLE KEYS */;
/*!40000 ALTER TABLE `archive` ENABLE KEYS */;
UNLOCK TABLES;

--
-- Table structure for table `child`
--

DROP TABLE IF EXISTS `child`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!40101 SET character_set_client = utf8mb4 */;
CREATE TABLE `child` (
  `a` int(11) NOT NULL,
  `b` int(11) NOT NULL,
  `note` varchar(9) NOT NULL DEFAULT '',
  `parent_id` int(10) unsigned DEFAULT NULL,
  `code` varchar(20) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci DEFAULT NULL,
  `boss_a` int(11) DEFAULT NULL,
  `boss_b` int(11) DEFAULT NULL,
  PRIMARY KEY (`a`,`b`),
  UNIQUE KEY `child_boss` (`boss_a`,`boss_b`),
  KEY `code` (`code`),
  KEY `parent_first` (`parent_id`,`a`),
  KEY `note_start` (`note`(3)),
  CONSTRAINT `child_ibfk_1` FOREIGN KEY (`code`) REFERENCES `parent` (`code`) ON DELETE CASCADE,
  CONSTRAINT `child_parent` FOREIGN KEY (`parent_id`) REFERENCES `parent` (`id`) ON DELETE SET NULL ON UPDATE CASCADE,
  CONSTRAINT `own_name` FOREIGN KEY (`boss_a`, `boss_b`) REFERENCES `child` (`a`, `b`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
/*!40101 SET character_set_client = @saved_cs_client */;

--
-- Dumping data for table `child`
--

LOCK TABLES `child` WRITE;
/*!40000 ALTER TABLE `child` DISABLE KEYS */;
/*!40000 ALTER TABLE `child` ENABLE KEYS */;
UNLOCK TABLES;

--
-- Temporary table structure for view `codes`
--

DROP TABLE IF EXISTS `codes`;
/*!50001 DROP VIEW IF EXISTS `codes`*/;
SET @saved_cs_client     = @@character_set_client;
SET character_set_client = utf8mb4;
/*!50001 CREATE VIEW `codes` AS SELECT
 NULL AS `id`,
 NULL AS `code` */;
SET character_set_client = @saved_cs_client;

--
-- Table structure for table `parent`
--

DROP TABLE IF EXISTS `parent`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!40101 SET character_set_client = utf8mb4 */;
CREATE TABLE `parent` (
  `id` int(10) unsigned NOT NULL AUTO_INCREMENT,
  `code` varchar(20) NOT NULL,
  `name` varchar(40) CHARACTER SET utf8mb3 COLLATE utf8mb3_general_ci DEFAULT 'it''s',
  `latin` varchar(10) CHARACTER SET latin1 COLLATE latin1_swedish_ci DEFAULT NULL,
  `bin` varchar(10) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin DEFAULT NULL,
  `kind` enum('a','b''c') NOT NULL DEFAULT 'a',
  `flags` set('x','y') DEFAULT NULL,
  `yes` tinyint(1) NOT NULL DEFAULT 1,
  `small` tinyint(4) DEFAULT 0,
  `amount` decimal(10,2) DEFAULT 1.50,
  `ratio` double DEFAULT 1000,
  `made` timestamp NOT NULL DEFAULT current_timestamp() ON UPDATE current_timestamp(),
  `exact` datetime(3) DEFAULT current_timestamp(3),
  `day` date DEFAULT NULL,
  `at` time DEFAULT NULL,
  `y` year(4) DEFAULT NULL,
  `doc` longtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin DEFAULT NULL CHECK (json_valid(`doc`)),
  `txt` text DEFAULT NULL COMMENT 'a comment; with ''quotes''',
  `raw` varbinary(16) DEFAULT NULL,
  `bits` bit(3) DEFAULT b'101',
  `nothing` int(11) DEFAULT NULL,
  `token` char(36) DEFAULT uuid(),
  `twice` decimal(10,2) GENERATED ALWAYS AS (`amount` * 2) STORED,
  `upper_code` varchar(20) GENERATED ALWAYS AS (ucase(`code`)) VIRTUAL,
  `zero` int(5) unsigned zerofill DEFAULT NULL,
  `price` int(11) DEFAULT NULL CHECK (`price` > 0),
  PRIMARY KEY (`id`),
  UNIQUE KEY `code` (`code`),
  UNIQUE KEY `name_part` (`name`(5)),
  KEY `kind` (`kind`,`yes`),
  KEY `made_desc` (`made` DESC),
  FULLTEXT KEY `words` (`txt`),
  CONSTRAINT `sane` CHECK (`small` < 100),
  CONSTRAINT `CONSTRAINT_1` CHECK (`amount` >= 0 and `small` <> 5)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci COMMENT='the one above';
/*!40101 SET character_set_client = @saved_cs_client */;

--
-- Dumping data for table `parent`
--

LOCK TABLES `parent` WRITE;
/*!40000 ALTER TABLE `parent` DISABLE KEYS */;
/*!40000 ALTER TABLE `parent` ENABLE KEYS */;
UNLOCK TABLES;

--
-- Table structure for table `replaced`
--

DROP TABLE IF EXISTS `replaced`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!40101 SET character_set_client = utf8mb4 */;
CREATE TABLE `replaced` (
  `id` int(11) NOT NULL,
  `z` int(11) DEFAULT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `z` (`z`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
/*!40101 SET character_set_client = @saved_cs_client */;

--
-- Dumping data for table `replaced`
--

LOCK TABLES `replaced` WRITE;
/*!40000 ALTER TABLE `replaced` DISABLE KEYS */;
/*!40000 ALTER TABLE `replaced` ENABLE KEYS */;
UNLOCK TABLES;

--
-- Dumping routines for database 'shop'
--

--
-- Final view structure for view `codes`
--

/*!50001 DROP VIEW IF EXISTS `codes`*/;
/*!50001 SET @saved_cs_client          = @@character_set_client */;
/*!50001 SET @saved_cs_results         = @@character_set_results */;
/*!50001 SET @saved_col_connection     = @@collation_connection */;
/*!50001 SET character_set_client      = utf8mb4 */;
/*!50001 SET character_set_results     = utf8mb4 */;
/*!50001 SET collation_connection      = utf8mb4_general_ci */;
/*!50001 CREATE ALGORITHM=UNDEFINED */
/*!50013 DEFINER=`root`@`localhost` SQL SECURITY DEFINER */
/*!50001 VIEW `codes` AS select `parent`.`id` AS `id`,`parent`.`code` AS `code` from `parent` */;
/*!50001 SET character_set_client      = @saved_cs_client */;
/*!50001 SET character_set_results     = @saved_cs_results */;
/*!50001 SET collation_connection      = @saved_col_connection */;
/*!40103 SET TIME_ZONE=@OLD_TIME_ZONE */;

/*!40101 SET SQL_MODE=@OLD_SQL_MODE */;
/*!40014 SET FOREIGN_KEY_CHECKS=@OLD_FOREIGN_KEY_CHECKS */;
/*!40014 SET UNIQUE_CHECKS=@OLD_UNIQUE_CHECKS */;
/*!40101 SET CHARACTER_SET_CLIENT=@OLD_CHARACTER_SET_CLIENT */;
/*!40101 SET CHARACTER_SET_RESULTS=@OLD_CHARACTER_SET_RESULTS */;
/*!40101 SET COLLATION_CONNECTION=@OLD_COLLATION_CONNECTION */;
/*!40111 SET SQL_NOTES=@OLD_SQL_NOTES */;

-- Dump completed
