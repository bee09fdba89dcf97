CREATE TABLE `Order Lines` (
	`orderId` integer NOT NULL,
	`no` integer NOT NULL,
	PRIMARY KEY(`no`, `orderId`),
	FOREIGN KEY (`orderId`) REFERENCES `orders`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `orders` (
	`id` integer PRIMARY KEY NOT NULL,
	`user_id` integer,
	`parent` integer,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE restrict ON DELETE cascade,
	FOREIGN KEY (`parent`) REFERENCES `orders`(`id`) ON UPDATE no action ON DELETE set null
);
--> statement-breakpoint
CREATE TABLE `users` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`name` text(80) NOT NULL,
	`email` text,
	`mood` text DEFAULT 'ok' NOT NULL,
	`age` integer DEFAULT 18,
	`ratio` real DEFAULT 1.5,
	`n` numeric DEFAULT '0',
	`active` integer DEFAULT true NOT NULL,
	`meta` text,
	`b` blob,
	`createdAt` integer DEFAULT (unixepoch()),
	`updated` text DEFAULT CURRENT_TIMESTAMP,
	`quoted` text DEFAULT 'its'
);
--> statement-breakpoint
CREATE UNIQUE INDEX `orders_user` ON `orders` (`user_id`,`parent`);--> statement-breakpoint
CREATE UNIQUE INDEX `users_email_unique` ON `users` (`email`);--> statement-breakpoint
CREATE INDEX `users_name_idx` ON `users` (`name`,`age`);