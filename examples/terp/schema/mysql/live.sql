-- TERP, a wholesale back office: the schema that staging and production start out with.
-- It differs from declared.sql in "inventoryMovements" and order_status_history.

-- Who works here.
CREATE TABLE users (
  id int NOT NULL AUTO_INCREMENT PRIMARY KEY,
  `openId` varchar(64) NOT NULL,
  name text,
  email varchar(320),
  `loginMethod` varchar(64),
  role enum('user', 'admin') NOT NULL DEFAULT 'user',
  deleted_at timestamp NULL,
  `createdAt` timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
  `updatedAt` timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP,
  `lastSignedIn` timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT `users_openId_unique` UNIQUE (`openId`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

-- Who supplies lots and owns brands.
CREATE TABLE vendors (
  id int NOT NULL AUTO_INCREMENT PRIMARY KEY,
  name varchar(255) NOT NULL,
  contact_name varchar(255),
  email varchar(320),
  phone varchar(50),
  notes text,
  deleted_at timestamp NULL,
  created_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
  updated_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
CREATE INDEX idx_name ON vendors (name);

-- A named selection of pricing rules; rules is [{ruleId, priority}].
CREATE TABLE pricing_profiles (
  id int NOT NULL AUTO_INCREMENT PRIMARY KEY,
  name varchar(255) NOT NULL,
  deleted_at timestamp NULL,
  description text,
  rules json NOT NULL,
  created_by int,
  created_at timestamp NULL DEFAULT CURRENT_TIMESTAMP,
  updated_at timestamp NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP,
  CONSTRAINT pricing_profiles_created_by_users_id_fk FOREIGN KEY (created_by)
    REFERENCES users (id) ON DELETE SET NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
CREATE INDEX idx_name ON pricing_profiles (name);

-- An adjustment of prices for the items its conditions match.
CREATE TABLE pricing_rules (
  id int NOT NULL AUTO_INCREMENT PRIMARY KEY,
  name varchar(255) NOT NULL,
  description text,
  adjustment_type enum(
    'PERCENT_MARKUP', 'PERCENT_MARKDOWN', 'DOLLAR_MARKUP', 'DOLLAR_MARKDOWN'
  ) NOT NULL,
  adjustment_value decimal(10, 2) NOT NULL,
  conditions json NOT NULL,
  logic_type enum('AND', 'OR') DEFAULT 'AND',
  priority int DEFAULT 0,
  is_active boolean DEFAULT true,
  created_at timestamp NULL DEFAULT CURRENT_TIMESTAMP,
  updated_at timestamp NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
CREATE INDEX idx_priority ON pricing_rules (priority);

-- The margin of each product category where no rule applies.
CREATE TABLE pricing_defaults (
  id int NOT NULL AUTO_INCREMENT PRIMARY KEY,
  product_category varchar(100) NOT NULL,
  default_margin_percent decimal(5, 2) NOT NULL,
  created_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
  updated_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP,
  CONSTRAINT pricing_defaults_product_category_unique UNIQUE (product_category)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
CREATE INDEX idx_product_category ON pricing_defaults (product_category);

-- Who buys, and sometimes sells. pricing_profile_id has no foreign key.
CREATE TABLE clients (
  id int NOT NULL AUTO_INCREMENT PRIMARY KEY,
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
  tags json,
  pricing_profile_id int,
  custom_pricing_rules json,
  `cogsAdjustmentType` enum('NONE', 'PERCENTAGE', 'FIXED_AMOUNT') DEFAULT 'NONE',
  cogs_adjustment_value decimal(10, 4) DEFAULT 0,
  auto_defer_consignment boolean DEFAULT false,
  total_spent decimal(15, 2) DEFAULT 0,
  total_profit decimal(15, 2) DEFAULT 0,
  avg_profit_margin decimal(5, 2) DEFAULT 0,
  total_owed decimal(15, 2) DEFAULT 0,
  oldest_debt_days int DEFAULT 0,
  vip_portal_enabled boolean DEFAULT false,
  vip_portal_last_login timestamp NULL,
  created_at timestamp NULL DEFAULT CURRENT_TIMESTAMP,
  updated_at timestamp NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP,
  CONSTRAINT clients_teri_code_unique UNIQUE (teri_code)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
CREATE INDEX idx_teri_code ON clients (teri_code);
CREATE INDEX idx_total_owed ON clients (total_owed);

-- The columns of the intake board.
CREATE TABLE workflow_statuses (
  id int NOT NULL AUTO_INCREMENT PRIMARY KEY,
  name varchar(100) NOT NULL,
  slug varchar(100) NOT NULL,
  color varchar(20) NOT NULL DEFAULT '#6B7280',
  position int NOT NULL DEFAULT 0,
  `isActive` int NOT NULL DEFAULT 1,
  `createdAt` timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
  `updatedAt` timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP,
  CONSTRAINT workflow_statuses_slug_unique UNIQUE (slug)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

-- Appointments that orders and batches refer to.
CREATE TABLE calendar_events (
  id int NOT NULL AUTO_INCREMENT PRIMARY KEY,
  title varchar(255) NOT NULL,
  `eventType` enum(
    'MEETING', 'DELIVERY', 'PICKUP', 'INTAKE', 'PHOTO_SESSION', 'PAYMENT_DUE'
  ) NOT NULL DEFAULT 'MEETING',
  start_date date NOT NULL,
  client_id int,
  created_by int NOT NULL,
  deleted_at timestamp NULL,
  created_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
  updated_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP,
  CONSTRAINT calendar_events_client_id_clients_id_fk FOREIGN KEY (client_id)
    REFERENCES clients (id) ON DELETE SET NULL,
  CONSTRAINT calendar_events_created_by_users_id_fk FOREIGN KEY (created_by)
    REFERENCES users (id) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
CREATE INDEX idx_start_date ON calendar_events (start_date);
CREATE INDEX idx_client_id ON calendar_events (client_id);

-- vendorId has no foreign key.
CREATE TABLE brands (
  id int NOT NULL AUTO_INCREMENT PRIMARY KEY,
  name varchar(255) NOT NULL,
  deleted_at timestamp NULL,
  `vendorId` int,
  description text,
  `createdAt` timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
  `updatedAt` timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
CREATE INDEX idx_name ON brands (name);

-- parentStrainId refers to this table, without a foreign key.
CREATE TABLE strains (
  id int NOT NULL AUTO_INCREMENT PRIMARY KEY,
  name varchar(255) NOT NULL,
  deleted_at timestamp NULL,
  `standardizedName` varchar(255) NOT NULL,
  aliases text,
  category varchar(50),
  description text,
  `openthcId` varchar(255),
  `openthcStub` varchar(255),
  `parentStrainId` int,
  `baseStrainName` varchar(255),
  `createdAt` timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
  `updatedAt` timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP,
  CONSTRAINT strains_name_unique UNIQUE (name)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
CREATE INDEX idx_name_category ON strains (name, category);

-- brandId and strainId have no foreign keys.
CREATE TABLE products (
  id int NOT NULL AUTO_INCREMENT PRIMARY KEY,
  `brandId` int NOT NULL,
  `strainId` int,
  `nameCanonical` varchar(500) NOT NULL,
  deleted_at timestamp NULL,
  category varchar(100) NOT NULL,
  subcategory varchar(100),
  `uomSellable` varchar(20) NOT NULL DEFAULT 'EA',
  description text,
  `createdAt` timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
  `updatedAt` timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
CREATE INDEX idx_category ON products (category);

-- A delivery. vendorId has no foreign key.
CREATE TABLE lots (
  id int NOT NULL AUTO_INCREMENT PRIMARY KEY,
  code varchar(50) NOT NULL,
  deleted_at timestamp NULL,
  `vendorId` int NOT NULL,
  date timestamp NOT NULL,
  notes text,
  `createdAt` timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
  `updatedAt` timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP,
  CONSTRAINT lots_code_unique UNIQUE (code)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

-- A part of a lot that is sold as one product. productId and lotId have no foreign keys;
-- quantities and prices are decimal numbers in text; flags are integers.
CREATE TABLE batches (
  id int NOT NULL AUTO_INCREMENT PRIMARY KEY,
  code varchar(50) NOT NULL,
  deleted_at timestamp NULL,
  sku varchar(100) NOT NULL,
  `productId` int NOT NULL,
  `lotId` int NOT NULL,
  `batchStatus` enum(
    'AWAITING_INTAKE', 'LIVE', 'PHOTOGRAPHY_COMPLETE', 'ON_HOLD', 'QUARANTINED', 'SOLD_OUT',
    'CLOSED'
  ) NOT NULL DEFAULT 'AWAITING_INTAKE',
  `statusId` int,
  grade varchar(10),
  `isSample` int NOT NULL DEFAULT 0,
  `sampleOnly` int NOT NULL DEFAULT 0,
  `sampleAvailable` int NOT NULL DEFAULT 0,
  `cogsMode` enum('FIXED', 'RANGE') NOT NULL,
  `unitCogs` varchar(20),
  `unitCogsMin` varchar(20),
  `unitCogsMax` varchar(20),
  `paymentTerms` enum('COD', 'NET_7', 'NET_15', 'NET_30', 'CONSIGNMENT', 'PARTIAL') NOT NULL,
  `amountPaid` varchar(20) DEFAULT '0',
  metadata text,
  photo_session_event_id int,
  `onHandQty` varchar(20) NOT NULL DEFAULT '0',
  `sampleQty` varchar(20) NOT NULL DEFAULT '0',
  `reservedQty` varchar(20) NOT NULL DEFAULT '0',
  `quarantineQty` varchar(20) NOT NULL DEFAULT '0',
  `holdQty` varchar(20) NOT NULL DEFAULT '0',
  `defectiveQty` varchar(20) NOT NULL DEFAULT '0',
  `publishEcom` int NOT NULL DEFAULT 0,
  `publishB2b` int NOT NULL DEFAULT 0,
  `createdAt` timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
  `updatedAt` timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP,
  CONSTRAINT batches_code_unique UNIQUE (code),
  CONSTRAINT batches_sku_unique UNIQUE (sku),
  CONSTRAINT `batches_statusId_workflow_statuses_id_fk` FOREIGN KEY (`statusId`)
    REFERENCES workflow_statuses (id) ON DELETE SET NULL,
  CONSTRAINT batches_photo_session_event_id_calendar_events_id_fk FOREIGN KEY (photo_session_event_id)
    REFERENCES calendar_events (id) ON DELETE SET NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
CREATE INDEX idx_product_id ON batches (`productId`);
CREATE INDEX idx_status ON batches (`batchStatus`);

-- Quotes and sales. invoice_id, client_need_id and related_sample_request_id refer to tables
-- outside this example.
CREATE TABLE orders (
  id int NOT NULL AUTO_INCREMENT PRIMARY KEY,
  order_number varchar(50) NOT NULL,
  `orderType` enum('QUOTE', 'SALE') NOT NULL,
  is_draft boolean NOT NULL DEFAULT true,
  client_id int NOT NULL,
  client_need_id int,
  intake_event_id int,
  items json NOT NULL,
  subtotal decimal(15, 2) NOT NULL,
  tax decimal(15, 2) DEFAULT 0,
  discount decimal(15, 2) DEFAULT 0,
  total decimal(15, 2) NOT NULL,
  total_cogs decimal(15, 2),
  total_margin decimal(15, 2),
  avg_margin_percent decimal(5, 2),
  valid_until date,
  `quoteStatus` enum('DRAFT', 'SENT', 'VIEWED', 'ACCEPTED', 'REJECTED', 'EXPIRED', 'CONVERTED'),
  `paymentTerms` enum('COD', 'NET_7', 'NET_15', 'NET_30', 'CONSIGNMENT', 'PARTIAL'),
  cash_payment decimal(15, 2) DEFAULT 0,
  due_date date,
  `saleStatus` enum('PENDING', 'PARTIAL', 'PAID', 'OVERDUE', 'CANCELLED'),
  invoice_id int,
  `fulfillmentStatus` enum('PENDING', 'PACKED', 'SHIPPED') DEFAULT 'PENDING',
  packed_at timestamp NULL,
  packed_by int,
  shipped_at timestamp NULL,
  shipped_by int,
  converted_from_order_id int,
  converted_at timestamp NULL,
  confirmed_at timestamp NULL,
  related_sample_request_id int,
  notes text,
  created_by int NOT NULL,
  created_at timestamp NULL DEFAULT CURRENT_TIMESTAMP,
  updated_at timestamp NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP,
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
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
CREATE INDEX idx_client_id ON orders (client_id);
CREATE INDEX idx_order_type ON orders (`orderType`);
CREATE INDEX idx_is_draft ON orders (is_draft);
CREATE INDEX idx_quote_status ON orders (`quoteStatus`);
CREATE INDEX idx_sale_status ON orders (`saleStatus`);
CREATE INDEX idx_fulfillment_status ON orders (`fulfillmentStatus`);
CREATE INDEX idx_created_at ON orders (created_at);

-- batch_id and product_id have no foreign keys.
CREATE TABLE order_line_items (
  id int NOT NULL AUTO_INCREMENT PRIMARY KEY,
  order_id int NOT NULL,
  batch_id int NOT NULL,
  product_id int NOT NULL,
  product_display_name varchar(255),
  quantity decimal(15, 4) NOT NULL,
  unit_price decimal(15, 2) NOT NULL,
  unit_cogs decimal(15, 2),
  line_total decimal(15, 2) NOT NULL,
  is_sample boolean NOT NULL DEFAULT false,
  created_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT order_line_items_order_id_orders_id_fk FOREIGN KEY (order_id)
    REFERENCES orders (id) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
CREATE INDEX idx_order_id ON order_line_items (order_id);
CREATE INDEX idx_batch_id ON order_line_items (batch_id);

-- Every change of an order's fulfilment.
CREATE TABLE order_status_history (
  id int NOT NULL AUTO_INCREMENT PRIMARY KEY,
  order_id int NOT NULL,
  `fulfillmentStatus` enum('PENDING', 'PACKED', 'SHIPPED') NOT NULL DEFAULT 'PENDING',
  changed_by int NOT NULL,
  changed_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
  notes text,
  CONSTRAINT order_status_history_order_id_orders_id_fk FOREIGN KEY (order_id)
    REFERENCES orders (id) ON DELETE CASCADE,
  CONSTRAINT order_status_history_changed_by_users_id_fk FOREIGN KEY (changed_by)
    REFERENCES users (id) ON DELETE RESTRICT
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
CREATE INDEX idx_order_id ON order_status_history (order_id);
CREATE INDEX idx_changed_at ON order_status_history (changed_at);

-- Every change of a batch's quantity; (referenceType, referenceId) is polymorphic.
CREATE TABLE `inventoryMovements` (
  id int NOT NULL AUTO_INCREMENT PRIMARY KEY,
  `batchId` int NOT NULL,
  `inventoryMovementType` enum(
    'INTAKE', 'SALE', 'RETURN', 'REFUND_RETURN', 'ADJUSTMENT', 'QUARANTINE',
    'RELEASE_FROM_QUARANTINE', 'DISPOSAL', 'TRANSFER', 'SAMPLE'
  ) NOT NULL,
  `quantityChange` varchar(20) NOT NULL,
  `quantityBefore` varchar(20) NOT NULL,
  `quantityAfter` varchar(20) NOT NULL,
  `referenceType` varchar(50),
  `referenceId` int,
  reason text,
  `performedBy` int NOT NULL,
  `createdAt` timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
  deleted_at timestamp NULL,
  CONSTRAINT `inventoryMovements_batchId_batches_id_fk` FOREIGN KEY (`batchId`)
    REFERENCES batches (id) ON DELETE CASCADE,
  CONSTRAINT `inventoryMovements_performedBy_users_id_fk` FOREIGN KEY (`performedBy`)
    REFERENCES users (id) ON DELETE RESTRICT
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
CREATE INDEX idx_batch_id ON `inventoryMovements` (`batchId`);
CREATE INDEX idx_movement_type ON `inventoryMovements` (`inventoryMovementType`);
CREATE INDEX idx_reference ON `inventoryMovements` (`referenceType`, `referenceId`);
CREATE INDEX idx_created_at ON `inventoryMovements` (`createdAt`);

CREATE TABLE todo_lists (
  id int NOT NULL AUTO_INCREMENT PRIMARY KEY,
  name varchar(255) NOT NULL,
  description text,
  owner_id int NOT NULL,
  is_shared boolean NOT NULL DEFAULT false,
  created_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
  updated_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP,
  CONSTRAINT todo_lists_owner_id_users_id_fk FOREIGN KEY (owner_id)
    REFERENCES users (id) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
CREATE INDEX idx_owner_id ON todo_lists (owner_id);
CREATE INDEX idx_is_shared ON todo_lists (is_shared);

-- The owner is implicit: no row needed.
CREATE TABLE todo_list_members (
  id int NOT NULL AUTO_INCREMENT PRIMARY KEY,
  list_id int NOT NULL,
  user_id int NOT NULL,
  role enum('owner', 'editor', 'viewer') NOT NULL DEFAULT 'editor',
  added_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
  added_by int NOT NULL,
  CONSTRAINT unique_list_member UNIQUE (list_id, user_id),
  CONSTRAINT todo_list_members_list_id_todo_lists_id_fk FOREIGN KEY (list_id)
    REFERENCES todo_lists (id) ON DELETE CASCADE,
  CONSTRAINT todo_list_members_user_id_users_id_fk FOREIGN KEY (user_id)
    REFERENCES users (id) ON DELETE CASCADE,
  CONSTRAINT todo_list_members_added_by_users_id_fk FOREIGN KEY (added_by)
    REFERENCES users (id) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
CREATE INDEX idx_user_id ON todo_list_members (user_id);
CREATE INDEX idx_list_id ON todo_list_members (list_id);

CREATE TABLE todo_tasks (
  id int NOT NULL AUTO_INCREMENT PRIMARY KEY,
  list_id int NOT NULL,
  title varchar(500) NOT NULL,
  description text,
  status enum('todo', 'in_progress', 'done') NOT NULL DEFAULT 'todo',
  priority enum('low', 'medium', 'high', 'urgent') DEFAULT 'medium',
  due_date timestamp NULL,
  assigned_to int,
  created_by int NOT NULL,
  position int NOT NULL DEFAULT 0,
  is_completed boolean NOT NULL DEFAULT false,
  completed_at timestamp NULL,
  completed_by int,
  created_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
  updated_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP,
  CONSTRAINT todo_tasks_list_id_todo_lists_id_fk FOREIGN KEY (list_id)
    REFERENCES todo_lists (id) ON DELETE CASCADE,
  CONSTRAINT todo_tasks_assigned_to_users_id_fk FOREIGN KEY (assigned_to)
    REFERENCES users (id) ON DELETE SET NULL,
  CONSTRAINT todo_tasks_created_by_users_id_fk FOREIGN KEY (created_by)
    REFERENCES users (id) ON DELETE CASCADE,
  CONSTRAINT todo_tasks_completed_by_users_id_fk FOREIGN KEY (completed_by)
    REFERENCES users (id) ON DELETE SET NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
CREATE INDEX idx_list_id ON todo_tasks (list_id);
CREATE INDEX idx_assigned_to ON todo_tasks (assigned_to);
CREATE INDEX idx_status ON todo_tasks (status);
CREATE INDEX idx_due_date ON todo_tasks (due_date);
CREATE INDEX idx_created_by ON todo_tasks (created_by);

CREATE TABLE todo_task_activity (
  id int NOT NULL AUTO_INCREMENT PRIMARY KEY,
  task_id int NOT NULL,
  user_id int NOT NULL,
  action enum('created', 'updated', 'status_changed', 'assigned', 'completed', 'deleted') NOT NULL,
  field_changed varchar(100),
  old_value text,
  new_value text,
  created_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT todo_task_activity_task_id_todo_tasks_id_fk FOREIGN KEY (task_id)
    REFERENCES todo_tasks (id) ON DELETE CASCADE,
  CONSTRAINT todo_task_activity_user_id_users_id_fk FOREIGN KEY (user_id)
    REFERENCES users (id) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
CREATE INDEX idx_task_id ON todo_task_activity (task_id);
CREATE INDEX idx_user_id ON todo_task_activity (user_id);
CREATE INDEX idx_created_at ON todo_task_activity (created_at);

-- (commentable_type, commentable_id) is polymorphic.
CREATE TABLE comments (
  id int NOT NULL AUTO_INCREMENT PRIMARY KEY,
  commentable_type varchar(50) NOT NULL,
  commentable_id int NOT NULL,
  user_id int NOT NULL,
  content text NOT NULL,
  is_resolved boolean NOT NULL DEFAULT false,
  resolved_at timestamp NULL,
  resolved_by int,
  created_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
  updated_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP,
  CONSTRAINT comments_user_id_users_id_fk FOREIGN KEY (user_id)
    REFERENCES users (id) ON DELETE CASCADE,
  CONSTRAINT comments_resolved_by_users_id_fk FOREIGN KEY (resolved_by)
    REFERENCES users (id) ON DELETE SET NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
CREATE INDEX idx_commentable ON comments (commentable_type, commentable_id);
CREATE INDEX idx_user_id ON comments (user_id);
CREATE INDEX idx_is_resolved ON comments (is_resolved);
CREATE INDEX idx_created_at ON comments (created_at);

-- One row for each user that a comment's text mentions as @[Name](userId).
CREATE TABLE comment_mentions (
  id int NOT NULL AUTO_INCREMENT PRIMARY KEY,
  comment_id int NOT NULL,
  mentioned_user_id int NOT NULL,
  mentioned_by_user_id int NOT NULL,
  created_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT unique_mention UNIQUE (comment_id, mentioned_user_id),
  CONSTRAINT comment_mentions_comment_id_comments_id_fk FOREIGN KEY (comment_id)
    REFERENCES comments (id) ON DELETE CASCADE,
  CONSTRAINT comment_mentions_mentioned_user_id_users_id_fk FOREIGN KEY (mentioned_user_id)
    REFERENCES users (id) ON DELETE CASCADE,
  CONSTRAINT comment_mentions_mentioned_by_user_id_users_id_fk FOREIGN KEY (mentioned_by_user_id)
    REFERENCES users (id) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
CREATE INDEX idx_comment_id ON comment_mentions (comment_id);
CREATE INDEX idx_mentioned_user_id ON comment_mentions (mentioned_user_id);

-- widgetConfig is [{id, isVisible, order?, settings?}].
CREATE TABLE `userDashboardPreferences` (
  id int NOT NULL AUTO_INCREMENT PRIMARY KEY,
  `userId` int NOT NULL,
  deleted_at timestamp NULL,
  `activeLayout` varchar(50) NOT NULL DEFAULT 'operations',
  `widgetConfig` json NOT NULL,
  `createdAt` timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
  `updatedAt` timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP,
  CONSTRAINT `userDashboardPreferences_userId_unique` UNIQUE (`userId`),
  CONSTRAINT `userDashboardPreferences_userId_users_id_fk` FOREIGN KEY (`userId`)
    REFERENCES users (id) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

-- Of a user or of a role.
CREATE TABLE dashboard_widget_layouts (
  id int NOT NULL AUTO_INCREMENT PRIMARY KEY,
  `userId` int,
  deleted_at timestamp NULL,
  role enum('user', 'admin'),
  `widgetType` varchar(100) NOT NULL,
  position int NOT NULL,
  width int NOT NULL DEFAULT 1,
  height int NOT NULL DEFAULT 1,
  `isVisible` boolean NOT NULL DEFAULT true,
  config json,
  `createdAt` timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
  `updatedAt` timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP,
  CONSTRAINT `dashboard_widget_layouts_userId_users_id_fk` FOREIGN KEY (`userId`)
    REFERENCES users (id) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

CREATE TABLE dashboard_kpi_configs (
  id int NOT NULL AUTO_INCREMENT PRIMARY KEY,
  role enum('user', 'admin') NOT NULL,
  `kpiType` varchar(100) NOT NULL,
  deleted_at timestamp NULL,
  position int NOT NULL,
  `isVisible` boolean NOT NULL DEFAULT true,
  `createdAt` timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
  `updatedAt` timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
