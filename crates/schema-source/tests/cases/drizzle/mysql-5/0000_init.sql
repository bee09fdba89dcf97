CREATE TABLE `Order Lines` (
	`orderId` bigint unsigned NOT NULL,
	`no` int NOT NULL,
	CONSTRAINT `lines_pk` PRIMARY KEY(`orderId`,`no`)
);
--> statement-breakpoint
CREATE TABLE `orders` (
	`id` bigint unsigned AUTO_INCREMENT NOT NULL,
	`user_id` int,
	`parent` bigint unsigned,
	CONSTRAINT `orders_id` PRIMARY KEY(`id`),
	CONSTRAINT `orders_user` UNIQUE(`user_id`,`parent`)
);
--> statement-breakpoint
CREATE TABLE `users` (
	`id` int AUTO_INCREMENT NOT NULL,
	`name` varchar(80) NOT NULL,
	`email` varchar(191),
	`mood` enum('sad','ok','it''s') NOT NULL DEFAULT 'ok',
	`age` int DEFAULT 18,
	`un` int unsigned DEFAULT 0,
	`score` decimal(10,2) DEFAULT '0.00',
	`big` bigint unsigned,
	`small` smallint DEFAULT -1,
	`tiny` tinyint,
	`med` mediumint,
	`ratio` float DEFAULT 1.5,
	`dbl` double,
	`active` boolean NOT NULL DEFAULT true,
	`meta` json DEFAULT ('{"a":1}'),
	`born` date DEFAULT (curdate()),
	`at` time(3),
	`dt` datetime(3) DEFAULT CURRENT_TIMESTAMP(3),
	`createdAt` timestamp NOT NULL DEFAULT (now()),
	`updated_at` timestamp NOT NULL DEFAULT (now()) ON UPDATE CURRENT_TIMESTAMP,
	`yr` year,
	`bin` binary(16),
	`vb` varbinary(20),
	`long` longtext,
	`note` text,
	`code` char(2) DEFAULT 'DE',
	`quoted` varchar(30) DEFAULT 'it''s',
	`full` varchar(100) GENERATED ALWAYS AS (concat(`name`, '!')) STORED,
	`virt` int GENERATED ALWAYS AS ((`age` + 1)) VIRTUAL,
	CONSTRAINT `users_id` PRIMARY KEY(`id`),
	CONSTRAINT `users_email_unique` UNIQUE(`email`),
	CONSTRAINT `users_u` UNIQUE(`code`,`yr`),
	CONSTRAINT `age_ok` CHECK(`users`.`age` >= 0 and `users`.`age` < 150)
);
--> statement-breakpoint
ALTER TABLE `Order Lines` ADD CONSTRAINT `Order Lines_orderId_orders_id_fk` FOREIGN KEY (`orderId`) REFERENCES `orders`(`id`) ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `orders` ADD CONSTRAINT `orders_user_id_users_id_fk` FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON DELETE cascade ON UPDATE restrict;--> statement-breakpoint
ALTER TABLE `orders` ADD CONSTRAINT `orders_parent_fk` FOREIGN KEY (`parent`) REFERENCES `orders`(`id`) ON DELETE set null ON UPDATE no action;--> statement-breakpoint
CREATE INDEX `users_name_idx` ON `users` (`name`,`age`);--> statement-breakpoint
CREATE ALGORITHM = merge
SQL SECURITY invoker
VIEW `active_users` AS (select `id`, `name` from `users` where `users`.`active` = true);