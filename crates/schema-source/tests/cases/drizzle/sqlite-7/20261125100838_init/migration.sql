CREATE TABLE `Order Lines` (
	`orderId` integer NOT NULL,
	`no` integer NOT NULL,
	CONSTRAINT `lines_pk` PRIMARY KEY(`orderId`, `no`),
	CONSTRAINT `fk_Order Lines_orderId_orders_id_fk` FOREIGN KEY (`orderId`) REFERENCES `orders`(`id`)
);
--> statement-breakpoint
CREATE TABLE `orders` (
	`id` integer PRIMARY KEY,
	`user_id` integer,
	`parent` integer,
	CONSTRAINT `fk_orders_user_id_users_id_fk` FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE RESTRICT ON DELETE CASCADE,
	CONSTRAINT `orders_parent_fk` FOREIGN KEY (`parent`) REFERENCES `orders`(`id`) ON DELETE SET NULL,
	CONSTRAINT `orders_user` UNIQUE(`user_id`,`parent`)
);
--> statement-breakpoint
CREATE TABLE `users` (
	`id` integer PRIMARY KEY AUTOINCREMENT,
	`name` text(80) NOT NULL,
	`email` text UNIQUE,
	`mood` text DEFAULT 'ok' NOT NULL,
	`age` integer DEFAULT 18,
	`ratio` real DEFAULT 1.5,
	`n` numeric DEFAULT '0',
	`active` integer DEFAULT true NOT NULL,
	`meta` text DEFAULT '{"a":1}',
	`b` blob,
	`createdAt` integer DEFAULT (unixepoch()),
	`updated` text DEFAULT CURRENT_TIMESTAMP,
	`quoted` text DEFAULT 'it''s',
	`full` text GENERATED ALWAYS AS (("name" || '!')) STORED,
	`virt` integer GENERATED ALWAYS AS (("age" + 1)) VIRTUAL,
	CONSTRAINT "age_ok" CHECK("age" >= 0 and "age" < 150)
);
--> statement-breakpoint
CREATE INDEX `users_name_idx` ON `users` (`name`,`age`);--> statement-breakpoint
CREATE UNIQUE INDEX `users_lower_email` ON `users` (lower("email")) WHERE "users"."active" = 1;--> statement-breakpoint
CREATE VIEW `active_users` AS select "id", "name" from "users" where "users"."active" = true;