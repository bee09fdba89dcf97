--
-- PostgreSQL database dump
--

\restrict aBcDeF

SET statement_timeout = 0;
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET default_tablespace = '';
SET default_table_access_method = heap;

CREATE EXTENSION IF NOT EXISTS pgcrypto WITH SCHEMA public;
COMMENT ON EXTENSION pgcrypto IS 'cryptographic functions';

CREATE FUNCTION public.add(a integer, b integer) RETURNS integer
    LANGUAGE sql
    BEGIN ATOMIC
 SELECT CASE WHEN (a > b) THEN a ELSE b END AS "case";
 SELECT (add.a + add.b);
END;

ALTER FUNCTION public.add(a integer, b integer) OWNER TO postgres;

CREATE TABLE public.accounts (
    id integer NOT NULL,
    name character varying(255) DEFAULT NULL::character varying,
    state text DEFAULT 'new'::text NOT NULL,
    tags text[] DEFAULT '{}'::text[],
    CONSTRAINT state_known CHECK ((state = ANY (ARRAY['new'::text, 'old'::text])))
);
ALTER TABLE public.accounts OWNER TO postgres;
CREATE SEQUENCE public.accounts_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER TABLE public.accounts_id_seq OWNER TO postgres;
ALTER SEQUENCE public.accounts_id_seq OWNED BY public.accounts.id;

CREATE TABLE public.events (
    id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    account_id integer
)
PARTITION BY RANGE (at);
CREATE TABLE public.events_2025 (
    id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    account_id integer
);
ALTER TABLE public.events ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.events_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
ALTER TABLE ONLY public.events ATTACH PARTITION public.events_2025 FOR VALUES FROM ('2025-01-01 00:00:00+00') TO ('2026-01-01 00:00:00+00');
ALTER TABLE ONLY public.accounts ALTER COLUMN id SET DEFAULT nextval('public.accounts_id_seq'::regclass);

COPY public.accounts (id, name) FROM stdin;
1	CREATE TABLE nope (id int);
2	it's \\. not the end
\.


SELECT pg_catalog.setval('public.accounts_id_seq', 2, true);

ALTER TABLE ONLY public.accounts
    ADD CONSTRAINT accounts_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.events
    ADD CONSTRAINT events_pkey PRIMARY KEY (id, at);
CREATE INDEX events_at ON ONLY public.events USING btree (at);
ALTER INDEX public.events_at ATTACH PARTITION public.events_2025_at_idx;
CREATE UNIQUE INDEX accounts_name ON public.accounts USING btree (lower((name)::text) varchar_pattern_ops) WHERE (state <> 'old'::text);
ALTER TABLE public.events
    ADD CONSTRAINT events_account_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id) ON DELETE SET NULL;
COMMENT ON CONSTRAINT events_account_fkey ON public.events IS 'who';
CREATE POLICY own ON public.accounts FOR SELECT USING ((name = CURRENT_USER));
ALTER TABLE public.accounts ENABLE ROW LEVEL SECURITY;
CREATE PUBLICATION all_of_it FOR ALL TABLES WITH (publish = 'insert');
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT SELECT ON TABLE public.accounts TO reader;
ALTER DEFAULT PRIVILEGES FOR ROLE postgres IN SCHEMA public GRANT SELECT ON TABLES TO reader;

\unrestrict aBcDeF
