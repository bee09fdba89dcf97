-- TERP, a wholesale back office: the schema its application was written against.

CREATE TYPE user_role AS ENUM ('user', 'admin');
CREATE TYPE cogs_adjustment_type AS ENUM ('NONE', 'PERCENTAGE', 'FIXED_AMOUNT');
CREATE TYPE calendar_event_type AS ENUM (
  'MEETING', 'DELIVERY', 'PICKUP', 'INTAKE', 'PHOTO_SESSION', 'PAYMENT_DUE'
);
CREATE TYPE batch_status AS ENUM (
  'AWAITING_INTAKE', 'LIVE', 'PHOTOGRAPHY_COMPLETE', 'ON_HOLD', 'QUARANTINED', 'SOLD_OUT',
  'CLOSED'
);
CREATE TYPE cogs_mode AS ENUM ('FIXED', 'RANGE');
CREATE TYPE payment_terms AS ENUM ('COD', 'NET_7', 'NET_15', 'NET_30', 'CONSIGNMENT', 'PARTIAL');
CREATE TYPE order_type AS ENUM ('QUOTE', 'SALE');
CREATE TYPE quote_status AS ENUM (
  'DRAFT', 'SENT', 'VIEWED', 'ACCEPTED', 'REJECTED', 'EXPIRED', 'CONVERTED'
);
CREATE TYPE sale_status AS ENUM ('PENDING', 'PARTIAL', 'PAID', 'OVERDUE', 'CANCELLED');
CREATE TYPE fulfillment_status AS ENUM ('PENDING', 'PACKED', 'SHIPPED');
CREATE TYPE inventory_movement_type AS ENUM (
  'INTAKE', 'SALE', 'RETURN', 'REFUND_RETURN', 'ADJUSTMENT', 'QUARANTINE',
  'RELEASE_FROM_QUARANTINE', 'DISPOSAL', 'TRANSFER', 'SAMPLE'
);
CREATE TYPE adjustment_reason AS ENUM (
  'DAMAGED', 'EXPIRED', 'LOST', 'THEFT', 'COUNT_DISCREPANCY', 'QUALITY_ISSUE', 'REWEIGH',
  'OTHER'
);
CREATE TYPE todo_list_role AS ENUM ('owner', 'editor', 'viewer');
CREATE TYPE todo_task_status AS ENUM ('todo', 'in_progress', 'done');
CREATE TYPE todo_task_priority AS ENUM ('low', 'medium', 'high', 'urgent');
CREATE TYPE todo_activity_action AS ENUM (
  'created', 'updated', 'status_changed', 'assigned', 'completed', 'deleted'
);
CREATE TYPE pricing_adjustment_type AS ENUM (
  'PERCENT_MARKUP', 'PERCENT_MARKDOWN', 'DOLLAR_MARKUP', 'DOLLAR_MARKDOWN'
);
CREATE TYPE pricing_logic_type AS ENUM ('AND', 'OR');

-- Who works here.
CREATE TABLE users (
  id serial PRIMARY KEY,
  "openId" varchar(64) NOT NULL,
  name text,
  email varchar(320),
  "loginMethod" varchar(64),
  role user_role NOT NULL DEFAULT 'user',
  deleted_at timestamp,
  "createdAt" timestamp NOT NULL DEFAULT now(),
  "updatedAt" timestamp NOT NULL DEFAULT now(),
  "lastSignedIn" timestamp NOT NULL DEFAULT now(),
  CONSTRAINT "users_openId_unique" UNIQUE ("openId")
);

-- Who supplies lots and owns brands.
CREATE TABLE vendors (
  id serial PRIMARY KEY,
  name varchar(255) NOT NULL,
  contact_name varchar(255),
  email varchar(320),
  phone varchar(50),
  notes text,
  deleted_at timestamp,
  created_at timestamp NOT NULL DEFAULT now(),
  updated_at timestamp NOT NULL DEFAULT now()
);
CREATE INDEX idx_vendors_name ON vendors (name);

-- A named selection of pricing rules; rules is [{ruleId, priority}].
CREATE TABLE pricing_profiles (
  id serial PRIMARY KEY,
  name varchar(255) NOT NULL,
  deleted_at timestamp,
  description text,
  rules jsonb NOT NULL,
  created_by integer,
  created_at timestamp DEFAULT now(),
  updated_at timestamp DEFAULT now(),
  CONSTRAINT pricing_profiles_created_by_users_id_fk FOREIGN KEY (created_by)
    REFERENCES users (id) ON DELETE SET NULL
);
CREATE INDEX idx_pricing_profiles_name ON pricing_profiles (name);

-- An adjustment of prices for the items its conditions match.
CREATE TABLE pricing_rules (
  id serial PRIMARY KEY,
  name varchar(255) NOT NULL,
  description text,
  adjustment_type pricing_adjustment_type NOT NULL,
  adjustment_value numeric(10, 2) NOT NULL,
  conditions jsonb NOT NULL,
  logic_type pricing_logic_type DEFAULT 'AND',
  priority integer DEFAULT 0,
  is_active boolean DEFAULT true,
  created_at timestamp DEFAULT now(),
  updated_at timestamp DEFAULT now()
);
CREATE INDEX idx_pricing_rules_priority ON pricing_rules (priority);

-- The margin of each product category where no rule applies.
CREATE TABLE pricing_defaults (
  id serial PRIMARY KEY,
  product_category varchar(100) NOT NULL,
  default_margin_percent numeric(5, 2) NOT NULL,
  created_at timestamp NOT NULL DEFAULT now(),
  updated_at timestamp NOT NULL DEFAULT now(),
  CONSTRAINT pricing_defaults_product_category_unique UNIQUE (product_category)
);
CREATE INDEX idx_pricing_defaults_product_category ON pricing_defaults (product_category);

-- Who buys, and sometimes sells. pricing_profile_id has no foreign key.
CREATE TABLE clients (
  id serial PRIMARY KEY,
  teri_code varchar(50) NOT NULL,
  name varchar(255) NOT NULL,
  email varchar(320),
  phone varchar(50),
  address text,
  is_buyer boolean DEFAULT false,
  is_seller boolean DEFAULT false,
  is_brand boolean DEFAULT false,
  is_referee boolean DEFAULT false,
  is_contractor boolean DEFAULT false,
  tags jsonb,
  pricing_profile_id integer,
  custom_pricing_rules jsonb,
  "cogsAdjustmentType" cogs_adjustment_type DEFAULT 'NONE',
  cogs_adjustment_value numeric(10, 4) DEFAULT 0,
  auto_defer_consignment boolean DEFAULT false,
  total_spent numeric(15, 2) DEFAULT 0,
  total_profit numeric(15, 2) DEFAULT 0,
  avg_profit_margin numeric(5, 2) DEFAULT 0,
  total_owed numeric(15, 2) DEFAULT 0,
  oldest_debt_days integer DEFAULT 0,
  vip_portal_enabled boolean DEFAULT false,
  vip_portal_last_login timestamp,
  created_at timestamp DEFAULT now(),
  updated_at timestamp DEFAULT now(),
  CONSTRAINT clients_teri_code_unique UNIQUE (teri_code)
);
CREATE INDEX idx_clients_teri_code ON clients (teri_code);
CREATE INDEX idx_clients_total_owed ON clients (total_owed);

-- The columns of the intake board.
CREATE TABLE workflow_statuses (
  id serial PRIMARY KEY,
  name varchar(100) NOT NULL,
  slug varchar(100) NOT NULL,
  color varchar(20) NOT NULL DEFAULT '#6B7280',
  position integer NOT NULL DEFAULT 0,
  "isActive" integer NOT NULL DEFAULT 1,
  "createdAt" timestamp NOT NULL DEFAULT now(),
  "updatedAt" timestamp NOT NULL DEFAULT now(),
  CONSTRAINT workflow_statuses_slug_unique UNIQUE (slug)
);

-- Appointments that orders and batches refer to.
CREATE TABLE calendar_events (
  id serial PRIMARY KEY,
  title varchar(255) NOT NULL,
  "eventType" calendar_event_type NOT NULL DEFAULT 'MEETING',
  start_date date NOT NULL,
  client_id integer,
  created_by integer NOT NULL,
  deleted_at timestamp,
  created_at timestamp NOT NULL DEFAULT now(),
  updated_at timestamp NOT NULL DEFAULT now(),
  CONSTRAINT calendar_events_client_id_clients_id_fk FOREIGN KEY (client_id)
    REFERENCES clients (id) ON DELETE SET NULL,
  CONSTRAINT calendar_events_created_by_users_id_fk FOREIGN KEY (created_by)
    REFERENCES users (id) ON DELETE CASCADE
);
CREATE INDEX idx_calendar_events_start_date ON calendar_events (start_date);
CREATE INDEX idx_calendar_events_client_id ON calendar_events (client_id);

-- vendorId has no foreign key.
CREATE TABLE brands (
  id serial PRIMARY KEY,
  name varchar(255) NOT NULL,
  deleted_at timestamp,
  "vendorId" integer,
  description text,
  "createdAt" timestamp NOT NULL DEFAULT now(),
  "updatedAt" timestamp NOT NULL DEFAULT now()
);
CREATE INDEX idx_brands_name ON brands (name);

-- parentStrainId refers to this table, without a foreign key.
CREATE TABLE strains (
  id serial PRIMARY KEY,
  name varchar(255) NOT NULL,
  deleted_at timestamp,
  "standardizedName" varchar(255) NOT NULL,
  aliases text,
  category varchar(50),
  description text,
  "openthcId" varchar(255),
  "openthcStub" varchar(255),
  "parentStrainId" integer,
  "baseStrainName" varchar(255),
  "createdAt" timestamp NOT NULL DEFAULT now(),
  "updatedAt" timestamp NOT NULL DEFAULT now(),
  CONSTRAINT strains_name_unique UNIQUE (name)
);
CREATE INDEX idx_strains_name_category ON strains (name, category);

-- brandId and strainId have no foreign keys.
CREATE TABLE products (
  id serial PRIMARY KEY,
  "brandId" integer NOT NULL,
  "strainId" integer,
  "nameCanonical" varchar(500) NOT NULL,
  deleted_at timestamp,
  category varchar(100) NOT NULL,
  subcategory varchar(100),
  "uomSellable" varchar(20) NOT NULL DEFAULT 'EA',
  description text,
  "createdAt" timestamp NOT NULL DEFAULT now(),
  "updatedAt" timestamp NOT NULL DEFAULT now()
);
CREATE INDEX idx_products_category ON products (category);

-- A delivery. vendorId has no foreign key.
CREATE TABLE lots (
  id serial PRIMARY KEY,
  code varchar(50) NOT NULL,
  deleted_at timestamp,
  "vendorId" integer NOT NULL,
  date timestamp NOT NULL,
  notes text,
  "createdAt" timestamp NOT NULL DEFAULT now(),
  "updatedAt" timestamp NOT NULL DEFAULT now(),
  CONSTRAINT lots_code_unique UNIQUE (code)
);

-- A part of a lot that is sold as one product. productId and lotId have no foreign keys;
-- quantities and prices are decimal numbers in text; flags are integers.
CREATE TABLE batches (
  id serial PRIMARY KEY,
  code varchar(50) NOT NULL,
  deleted_at timestamp,
  sku varchar(100) NOT NULL,
  "productId" integer NOT NULL,
  "lotId" integer NOT NULL,
  "batchStatus" batch_status NOT NULL DEFAULT 'AWAITING_INTAKE',
  "statusId" integer,
  grade varchar(10),
  "isSample" integer NOT NULL DEFAULT 0,
  "sampleOnly" integer NOT NULL DEFAULT 0,
  "sampleAvailable" integer NOT NULL DEFAULT 0,
  "cogsMode" cogs_mode NOT NULL,
  "unitCogs" varchar(20),
  "unitCogsMin" varchar(20),
  "unitCogsMax" varchar(20),
  "paymentTerms" payment_terms NOT NULL,
  "amountPaid" varchar(20) DEFAULT '0',
  metadata text,
  photo_session_event_id integer,
  "onHandQty" varchar(20) NOT NULL DEFAULT '0',
  "sampleQty" varchar(20) NOT NULL DEFAULT '0',
  "reservedQty" varchar(20) NOT NULL DEFAULT '0',
  "quarantineQty" varchar(20) NOT NULL DEFAULT '0',
  "holdQty" varchar(20) NOT NULL DEFAULT '0',
  "defectiveQty" varchar(20) NOT NULL DEFAULT '0',
  "publishEcom" integer NOT NULL DEFAULT 0,
  "publishB2b" integer NOT NULL DEFAULT 0,
  "createdAt" timestamp NOT NULL DEFAULT now(),
  "updatedAt" timestamp NOT NULL DEFAULT now(),
  CONSTRAINT batches_code_unique UNIQUE (code),
  CONSTRAINT batches_sku_unique UNIQUE (sku),
  CONSTRAINT "batches_statusId_workflow_statuses_id_fk" FOREIGN KEY ("statusId")
    REFERENCES workflow_statuses (id) ON DELETE SET NULL,
  CONSTRAINT batches_photo_session_event_id_calendar_events_id_fk FOREIGN KEY (photo_session_event_id)
    REFERENCES calendar_events (id) ON DELETE SET NULL
);
CREATE INDEX idx_batches_product_id ON batches ("productId");
CREATE INDEX idx_batches_status ON batches ("batchStatus");

-- Quotes and sales. invoice_id, client_need_id and related_sample_request_id refer to tables
-- outside this example.
CREATE TABLE orders (
  id serial PRIMARY KEY,
  order_number varchar(50) NOT NULL,
  "orderType" order_type NOT NULL,
  is_draft boolean NOT NULL DEFAULT true,
  client_id integer NOT NULL,
  client_need_id integer,
  intake_event_id integer,
  items jsonb NOT NULL,
  subtotal numeric(15, 2) NOT NULL,
  tax numeric(15, 2) DEFAULT 0,
  discount numeric(15, 2) DEFAULT 0,
  total numeric(15, 2) NOT NULL,
  total_cogs numeric(15, 2),
  total_margin numeric(15, 2),
  avg_margin_percent numeric(5, 2),
  valid_until date,
  "quoteStatus" quote_status,
  "paymentTerms" payment_terms,
  cash_payment numeric(15, 2) DEFAULT 0,
  due_date date,
  "saleStatus" sale_status,
  invoice_id integer,
  "fulfillmentStatus" fulfillment_status DEFAULT 'PENDING',
  packed_at timestamp,
  packed_by integer,
  shipped_at timestamp,
  shipped_by integer,
  converted_from_order_id integer,
  converted_at timestamp,
  confirmed_at timestamp,
  related_sample_request_id integer,
  notes text,
  created_by integer NOT NULL,
  created_at timestamp DEFAULT now(),
  updated_at timestamp DEFAULT now(),
  CONSTRAINT orders_order_number_unique UNIQUE (order_number),
  CONSTRAINT orders_client_id_clients_id_fk FOREIGN KEY (client_id)
    REFERENCES clients (id) ON DELETE CASCADE,
  CONSTRAINT orders_intake_event_id_calendar_events_id_fk FOREIGN KEY (intake_event_id)
    REFERENCES calendar_events (id) ON DELETE SET NULL,
  CONSTRAINT orders_packed_by_users_id_fk FOREIGN KEY (packed_by)
    REFERENCES users (id) ON DELETE SET NULL,
  CONSTRAINT orders_shipped_by_users_id_fk FOREIGN KEY (shipped_by)
    REFERENCES users (id) ON DELETE SET NULL,
  CONSTRAINT orders_converted_from_order_id_orders_id_fk FOREIGN KEY (converted_from_order_id)
    REFERENCES orders (id) ON DELETE SET NULL,
  CONSTRAINT orders_created_by_users_id_fk FOREIGN KEY (created_by)
    REFERENCES users (id) ON DELETE RESTRICT
);
CREATE INDEX idx_orders_client_id ON orders (client_id);
CREATE INDEX idx_orders_order_type ON orders ("orderType");
CREATE INDEX idx_orders_is_draft ON orders (is_draft);
CREATE INDEX idx_orders_quote_status ON orders ("quoteStatus");
CREATE INDEX idx_orders_sale_status ON orders ("saleStatus");
CREATE INDEX idx_orders_fulfillment_status ON orders ("fulfillmentStatus");
CREATE INDEX idx_orders_created_at ON orders (created_at);

-- batch_id and product_id have no foreign keys.
CREATE TABLE order_line_items (
  id serial PRIMARY KEY,
  order_id integer NOT NULL,
  batch_id integer NOT NULL,
  product_id integer NOT NULL,
  product_display_name varchar(255),
  quantity numeric(15, 4) NOT NULL,
  unit_price numeric(15, 2) NOT NULL,
  unit_cogs numeric(15, 2),
  line_total numeric(15, 2) NOT NULL,
  is_sample boolean NOT NULL DEFAULT false,
  created_at timestamp NOT NULL DEFAULT now(),
  CONSTRAINT order_line_items_order_id_orders_id_fk FOREIGN KEY (order_id)
    REFERENCES orders (id) ON DELETE CASCADE
);
CREATE INDEX idx_order_line_items_order_id ON order_line_items (order_id);
CREATE INDEX idx_order_line_items_batch_id ON order_line_items (batch_id);

-- Every change of an order's fulfilment.
CREATE TABLE order_status_history (
  id serial PRIMARY KEY,
  order_id integer NOT NULL,
  "toStatus" fulfillment_status NOT NULL,
  changed_by integer NOT NULL,
  changed_at timestamp NOT NULL DEFAULT now(),
  notes text,
  "fromStatus" fulfillment_status,
  CONSTRAINT order_status_history_order_id_orders_id_fk FOREIGN KEY (order_id)
    REFERENCES orders (id) ON DELETE CASCADE,
  CONSTRAINT order_status_history_changed_by_users_id_fk FOREIGN KEY (changed_by)
    REFERENCES users (id) ON DELETE RESTRICT
);
CREATE INDEX idx_order_status_history_order_id ON order_status_history (order_id);
CREATE INDEX idx_order_status_history_changed_at ON order_status_history (changed_at);

-- Every change of a batch's quantity; (referenceType, referenceId) is polymorphic.
CREATE TABLE "inventoryMovements" (
  id serial PRIMARY KEY,
  "batchId" integer NOT NULL,
  "inventoryMovementType" inventory_movement_type NOT NULL,
  "quantityChange" varchar(20) NOT NULL,
  "quantityBefore" varchar(20) NOT NULL,
  "quantityAfter" varchar(20) NOT NULL,
  "referenceType" varchar(50),
  "referenceId" integer,
  notes text,
  "performedBy" integer NOT NULL,
  "createdAt" timestamp NOT NULL DEFAULT now(),
  deleted_at timestamp,
  "adjustmentReason" adjustment_reason,
  CONSTRAINT "inventoryMovements_batchId_batches_id_fk" FOREIGN KEY ("batchId")
    REFERENCES batches (id) ON DELETE CASCADE,
  CONSTRAINT "inventoryMovements_performedBy_users_id_fk" FOREIGN KEY ("performedBy")
    REFERENCES users (id) ON DELETE RESTRICT
);
CREATE INDEX idx_inventory_movements_batch_id ON "inventoryMovements" ("batchId");
CREATE INDEX idx_inventory_movements_movement_type ON "inventoryMovements" ("inventoryMovementType");
CREATE INDEX idx_inventory_movements_reference ON "inventoryMovements" ("referenceType", "referenceId");
CREATE INDEX idx_inventory_movements_created_at ON "inventoryMovements" ("createdAt");

CREATE TABLE todo_lists (
  id serial PRIMARY KEY,
  name varchar(255) NOT NULL,
  description text,
  owner_id integer NOT NULL,
  is_shared boolean NOT NULL DEFAULT false,
  created_at timestamp NOT NULL DEFAULT now(),
  updated_at timestamp NOT NULL DEFAULT now(),
  CONSTRAINT todo_lists_owner_id_users_id_fk FOREIGN KEY (owner_id)
    REFERENCES users (id) ON DELETE CASCADE
);
CREATE INDEX idx_todo_lists_owner_id ON todo_lists (owner_id);
CREATE INDEX idx_todo_lists_is_shared ON todo_lists (is_shared);

-- The owner is implicit: no row needed.
CREATE TABLE todo_list_members (
  id serial PRIMARY KEY,
  list_id integer NOT NULL,
  user_id integer NOT NULL,
  role todo_list_role NOT NULL DEFAULT 'editor',
  added_at timestamp NOT NULL DEFAULT now(),
  added_by integer NOT NULL,
  CONSTRAINT unique_list_member UNIQUE (list_id, user_id),
  CONSTRAINT todo_list_members_list_id_todo_lists_id_fk FOREIGN KEY (list_id)
    REFERENCES todo_lists (id) ON DELETE CASCADE,
  CONSTRAINT todo_list_members_user_id_users_id_fk FOREIGN KEY (user_id)
    REFERENCES users (id) ON DELETE CASCADE,
  CONSTRAINT todo_list_members_added_by_users_id_fk FOREIGN KEY (added_by)
    REFERENCES users (id) ON DELETE CASCADE
);
CREATE INDEX idx_todo_list_members_user_id ON todo_list_members (user_id);
CREATE INDEX idx_todo_list_members_list_id ON todo_list_members (list_id);

CREATE TABLE todo_tasks (
  id serial PRIMARY KEY,
  list_id integer NOT NULL,
  title varchar(500) NOT NULL,
  description text,
  status todo_task_status NOT NULL DEFAULT 'todo',
  priority todo_task_priority DEFAULT 'medium',
  due_date timestamp,
  assigned_to integer,
  created_by integer NOT NULL,
  position integer NOT NULL DEFAULT 0,
  is_completed boolean NOT NULL DEFAULT false,
  completed_at timestamp,
  completed_by integer,
  created_at timestamp NOT NULL DEFAULT now(),
  updated_at timestamp NOT NULL DEFAULT now(),
  CONSTRAINT todo_tasks_list_id_todo_lists_id_fk FOREIGN KEY (list_id)
    REFERENCES todo_lists (id) ON DELETE CASCADE,
  CONSTRAINT todo_tasks_assigned_to_users_id_fk FOREIGN KEY (assigned_to)
    REFERENCES users (id) ON DELETE SET NULL,
  CONSTRAINT todo_tasks_created_by_users_id_fk FOREIGN KEY (created_by)
    REFERENCES users (id) ON DELETE CASCADE,
  CONSTRAINT todo_tasks_completed_by_users_id_fk FOREIGN KEY (completed_by)
    REFERENCES users (id) ON DELETE SET NULL
);
CREATE INDEX idx_todo_tasks_list_id ON todo_tasks (list_id);
CREATE INDEX idx_todo_tasks_assigned_to ON todo_tasks (assigned_to);
CREATE INDEX idx_todo_tasks_status ON todo_tasks (status);
CREATE INDEX idx_todo_tasks_due_date ON todo_tasks (due_date);
CREATE INDEX idx_todo_tasks_created_by ON todo_tasks (created_by);

CREATE TABLE todo_task_activity (
  id serial PRIMARY KEY,
  task_id integer NOT NULL,
  user_id integer NOT NULL,
  action todo_activity_action NOT NULL,
  field_changed varchar(100),
  old_value text,
  new_value text,
  created_at timestamp NOT NULL DEFAULT now(),
  CONSTRAINT todo_task_activity_task_id_todo_tasks_id_fk FOREIGN KEY (task_id)
    REFERENCES todo_tasks (id) ON DELETE CASCADE,
  CONSTRAINT todo_task_activity_user_id_users_id_fk FOREIGN KEY (user_id)
    REFERENCES users (id) ON DELETE CASCADE
);
CREATE INDEX idx_todo_task_activity_task_id ON todo_task_activity (task_id);
CREATE INDEX idx_todo_task_activity_user_id ON todo_task_activity (user_id);
CREATE INDEX idx_todo_task_activity_created_at ON todo_task_activity (created_at);

-- (commentable_type, commentable_id) is polymorphic.
CREATE TABLE comments (
  id serial PRIMARY KEY,
  commentable_type varchar(50) NOT NULL,
  commentable_id integer NOT NULL,
  user_id integer NOT NULL,
  content text NOT NULL,
  is_resolved boolean NOT NULL DEFAULT false,
  resolved_at timestamp,
  resolved_by integer,
  created_at timestamp NOT NULL DEFAULT now(),
  updated_at timestamp NOT NULL DEFAULT now(),
  CONSTRAINT comments_user_id_users_id_fk FOREIGN KEY (user_id)
    REFERENCES users (id) ON DELETE CASCADE,
  CONSTRAINT comments_resolved_by_users_id_fk FOREIGN KEY (resolved_by)
    REFERENCES users (id) ON DELETE SET NULL
);
CREATE INDEX idx_comments_commentable ON comments (commentable_type, commentable_id);
CREATE INDEX idx_comments_user_id ON comments (user_id);
CREATE INDEX idx_comments_is_resolved ON comments (is_resolved);
CREATE INDEX idx_comments_created_at ON comments (created_at);

-- One row for each user that a comment's text mentions as @[Name](userId).
CREATE TABLE comment_mentions (
  id serial PRIMARY KEY,
  comment_id integer NOT NULL,
  mentioned_user_id integer NOT NULL,
  mentioned_by_user_id integer NOT NULL,
  created_at timestamp NOT NULL DEFAULT now(),
  CONSTRAINT unique_mention UNIQUE (comment_id, mentioned_user_id),
  CONSTRAINT comment_mentions_comment_id_comments_id_fk FOREIGN KEY (comment_id)
    REFERENCES comments (id) ON DELETE CASCADE,
  CONSTRAINT comment_mentions_mentioned_user_id_users_id_fk FOREIGN KEY (mentioned_user_id)
    REFERENCES users (id) ON DELETE CASCADE,
  CONSTRAINT comment_mentions_mentioned_by_user_id_users_id_fk FOREIGN KEY (mentioned_by_user_id)
    REFERENCES users (id) ON DELETE CASCADE
);
CREATE INDEX idx_comment_mentions_comment_id ON comment_mentions (comment_id);
CREATE INDEX idx_comment_mentions_mentioned_user_id ON comment_mentions (mentioned_user_id);

-- widgetConfig is [{id, isVisible, order?, settings?}].
CREATE TABLE "userDashboardPreferences" (
  id serial PRIMARY KEY,
  "userId" integer NOT NULL,
  deleted_at timestamp,
  "activeLayout" varchar(50) NOT NULL DEFAULT 'operations',
  "widgetConfig" jsonb NOT NULL,
  "createdAt" timestamp NOT NULL DEFAULT now(),
  "updatedAt" timestamp NOT NULL DEFAULT now(),
  CONSTRAINT "userDashboardPreferences_userId_unique" UNIQUE ("userId"),
  CONSTRAINT "userDashboardPreferences_userId_users_id_fk" FOREIGN KEY ("userId")
    REFERENCES users (id) ON DELETE CASCADE
);

-- Of a user or of a role.
CREATE TABLE dashboard_widget_layouts (
  id serial PRIMARY KEY,
  "userId" integer,
  deleted_at timestamp,
  role user_role,
  "widgetType" varchar(100) NOT NULL,
  position integer NOT NULL,
  width integer NOT NULL DEFAULT 1,
  height integer NOT NULL DEFAULT 1,
  "isVisible" boolean NOT NULL DEFAULT true,
  config jsonb,
  "createdAt" timestamp NOT NULL DEFAULT now(),
  "updatedAt" timestamp NOT NULL DEFAULT now(),
  CONSTRAINT "dashboard_widget_layouts_userId_users_id_fk" FOREIGN KEY ("userId")
    REFERENCES users (id) ON DELETE CASCADE
);

CREATE TABLE dashboard_kpi_configs (
  id serial PRIMARY KEY,
  role user_role NOT NULL,
  "kpiType" varchar(100) NOT NULL,
  deleted_at timestamp,
  position integer NOT NULL,
  "isVisible" boolean NOT NULL DEFAULT true,
  "createdAt" timestamp NOT NULL DEFAULT now(),
  "updatedAt" timestamp NOT NULL DEFAULT now()
);
