CREATE SCHEMA "shop";
--> statement-breakpoint
DO $$ BEGIN
 CREATE TYPE "mood" AS ENUM('sad', 'ok', 'its');
EXCEPTION
 WHEN duplicate_object THEN null;
END $$;
--> statement-breakpoint
DO $$ BEGIN
 CREATE TYPE "Order State" AS ENUM('new', 'paid');
EXCEPTION
 WHEN duplicate_object THEN null;
END $$;
--> statement-breakpoint
CREATE TABLE IF NOT EXISTS "Order Lines" (
	"orderId" integer NOT NULL,
	"no" smallint NOT NULL,
	"kind" varchar,
	"a" integer,
	"b" integer,
	CONSTRAINT "lines_pk" PRIMARY KEY("orderId","no")
);
--> statement-breakpoint
CREATE TABLE IF NOT EXISTS "shop"."orders" (
	"id" integer PRIMARY KEY NOT NULL,
	"ext" bigint,
	"user_id" integer,
	"parent" integer,
	"state" "Order State" DEFAULT 'new',
	"total" numeric DEFAULT '0' NOT NULL,
	CONSTRAINT "orders_user_state" UNIQUE("user_id","state")
);
--> statement-breakpoint
CREATE TABLE IF NOT EXISTS "we'ird" (
	"order_id" integer,
	"no" smallint,
	"select" text DEFAULT 'say "hi"; \ no',
	CONSTRAINT "we'ird_no_order_id_pk" PRIMARY KEY("no","order_id")
);
--> statement-breakpoint
CREATE TABLE IF NOT EXISTS "users" (
	"id" serial PRIMARY KEY NOT NULL,
	"name" varchar(80) NOT NULL,
	"email" text,
	"handle" text,
	"mood" "mood" DEFAULT 'ok' NOT NULL,
	"moods" mood[] DEFAULT '{}'::mood[],
	"tags" text[] DEFAULT '{a}' NOT NULL,
	"matrix" integer[][],
	"age" integer DEFAULT 18,
	"score" numeric(10, 2) DEFAULT '0.00',
	"big" bigint DEFAULT 9007199254740993,
	"small" smallint DEFAULT -1,
	"ratio" real DEFAULT 1.5,
	"prec" double precision,
	"active" boolean DEFAULT true NOT NULL,
	"meta" jsonb DEFAULT '{"a":1,"b":["x","y"]}'::jsonb,
	"raw" json,
	"born" date DEFAULT now(),
	"at" time DEFAULT '12:00:00',
	"createdAt" timestamp with time zone DEFAULT now() NOT NULL,
	"updated" timestamp DEFAULT CURRENT_TIMESTAMP,
	"span" interval DEFAULT '1 day',
	"token" uuid DEFAULT gen_random_uuid(),
	"ip" "inet",
	"code" char(2) DEFAULT 'DE',
	CONSTRAINT "users_email_unique" UNIQUE("email"),
	CONSTRAINT "users_handle_key" UNIQUE("handle")
);
--> statement-breakpoint
CREATE INDEX IF NOT EXISTS "users_name_idx" ON "users" ("name","age");--> statement-breakpoint
DO $$ BEGIN
 ALTER TABLE "Order Lines" ADD CONSTRAINT "Order Lines_orderId_orders_id_fk" FOREIGN KEY ("orderId") REFERENCES "shop"."orders"("id") ON DELETE no action ON UPDATE no action;
EXCEPTION
 WHEN duplicate_object THEN null;
END $$;
--> statement-breakpoint
DO $$ BEGIN
 ALTER TABLE "shop"."orders" ADD CONSTRAINT "orders_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE cascade ON UPDATE restrict;
EXCEPTION
 WHEN duplicate_object THEN null;
END $$;
--> statement-breakpoint
DO $$ BEGIN
 ALTER TABLE "shop"."orders" ADD CONSTRAINT "orders_parent_fk" FOREIGN KEY ("parent") REFERENCES "shop"."orders"("id") ON DELETE set null ON UPDATE no action;
EXCEPTION
 WHEN duplicate_object THEN null;
END $$;
--> statement-breakpoint
DO $$ BEGIN
 ALTER TABLE "we'ird" ADD CONSTRAINT "we'ird_order_id_no_Order Lines_orderId_no_fk" FOREIGN KEY ("order_id","no") REFERENCES "Order Lines"("orderId","no") ON DELETE no action ON UPDATE no action;
EXCEPTION
 WHEN duplicate_object THEN null;
END $$;
