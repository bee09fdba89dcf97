-- A small world that breaks no rule; the tests of the judge break one rule of it at a time.
-- The dialect is that of rules.sql.

INSERT INTO users (id, "openId", name, email, role, "createdAt") VALUES
  (1, 'open-1', 'Ada Reyes', 'ada@example.com', 'admin', '2025-01-02 09:00:00'),
  (2, 'open-2', 'Ben Okafor', 'ben@example.com', 'user', '2025-01-03 09:00:00'),
  (3, 'open-3', 'Cleo Lund', 'cleo@example.com', 'user', '2025-01-04 09:00:00');

INSERT INTO vendors (id, name, contact_name) VALUES (1, 'North Valley Farm', 'Dana Hill');

INSERT INTO pricing_rules
  (id, name, adjustment_type, adjustment_value, conditions, logic_type, priority, is_active) VALUES
  (1, 'Flower promotion', 'PERCENT_MARKDOWN', 10.00, '{"category": "Flower"}', 'AND', 10, true),
  (2, 'Smalls', 'DOLLAR_MARKUP', 5.50, '{"subcategory": "Smalls", "category": "Flower", "priceMin": 100, "priceMax": 500.5, "strain": "Blue Dawn", "grade": "A", "vendor": "North Valley Farm"}', 'OR', 5, true),
  (3, 'Retired', 'PERCENT_MARKUP', 150.00, '{"category": "Edibles"}', 'AND', 0, false);

INSERT INTO pricing_profiles (id, name, rules, created_by) VALUES
  (1, 'Wholesale', '[{"ruleId": 1, "priority": 10}, {"ruleId": 2, "priority": 5}]', 1);

INSERT INTO pricing_defaults (id, product_category, default_margin_percent) VALUES
  (1, 'Flower', 35.00), (2, 'Edibles', 50.00);

INSERT INTO clients (id, teri_code, name, is_buyer, tags, pricing_profile_id, total_owed, created_at)
VALUES
  (1, 'CL-001', 'Harbor Goods', true, '["whale"]', 1, 250.00, '2025-01-05 10:00:00'),
  (2, 'CL-002', 'Corner Shop', true, NULL, NULL, 0, '2025-01-06 10:00:00');

INSERT INTO workflow_statuses (id, name, slug, position) VALUES (1, 'Intake', 'intake', 0);

INSERT INTO calendar_events (id, title, "eventType", start_date, client_id, created_by) VALUES
  (1, 'Photo session', 'PHOTO_SESSION', '2025-02-01', NULL, 1);

INSERT INTO brands (id, name, "vendorId") VALUES (1, 'Valley', 1), (2, 'House', NULL);

INSERT INTO strains (id, name, "standardizedName", category, "parentStrainId") VALUES
  (1, 'Blue Dawn', 'blue dawn', 'hybrid', NULL), (2, 'Blue Dawn 2', 'blue dawn 2', 'hybrid', 1);

INSERT INTO products (id, "brandId", "strainId", "nameCanonical", category, subcategory, deleted_at)
VALUES
  (1, 1, 1, 'Blue Dawn Smalls', 'Flower', 'Smalls', NULL),
  (2, 2, NULL, 'Gummies', 'Edibles', NULL, NULL),
  (3, 2, NULL, 'Balm', 'Topicals', NULL, '2025-02-01 00:00:00');

INSERT INTO lots (id, code, "vendorId", date) VALUES (1, 'LOT-00001', 1, '2025-01-07 08:00:00');

INSERT INTO batches
  (id, code, sku, "productId", "lotId", "batchStatus", "statusId", grade, "cogsMode", "unitCogs",
   "paymentTerms", photo_session_event_id, "onHandQty", "reservedQty", deleted_at, "createdAt")
VALUES
  (1, 'B-1', 'SKU-1', 1, 1, 'LIVE', 1, 'A', 'FIXED', '8.25', 'NET_30', 1, '70.5', '10', NULL,
   '2025-01-08 08:00:00'),
  (2, 'B-2', 'SKU-2', 2, 1, 'SOLD_OUT', NULL, NULL, 'FIXED', '2', 'COD', NULL, '0', '0', NULL,
   '2025-01-08 08:00:00'),
  (3, 'B-3', 'SKU-3', 2, 1, 'AWAITING_INTAKE', NULL, NULL, 'RANGE', NULL, 'CONSIGNMENT', NULL, '0',
   '0', NULL, '2025-01-09 08:00:00'),
  (4, 'B-4', 'SKU-4', 1, 1, 'CLOSED', NULL, NULL, 'FIXED', '1', 'COD', NULL, '0', '0',
   '2025-01-20 08:00:00', '2025-01-08 08:00:00');

INSERT INTO orders
  (id, order_number, "orderType", is_draft, client_id, items, subtotal, tax, discount, total,
   valid_until, "quoteStatus", "paymentTerms", due_date, "saleStatus", "fulfillmentStatus",
   packed_at, packed_by, shipped_at, shipped_by, created_by, created_at)
VALUES
  (1, 'O-1', 'SALE', false, 1, '[]', 250.00, 20.00, 10.00, 260.00, NULL, NULL, 'NET_30',
   '2025-03-03', 'PENDING', 'SHIPPED', '2025-02-02 10:00:00', 2, '2025-02-03 10:00:00', 2, 1,
   '2025-02-01 10:00:00'),
  (2, 'O-2', 'SALE', false, 2, '[]', 80.00, 0, 0, 80.00, NULL, NULL, 'COD', '2025-02-01', 'PAID',
   'PACKED', '2025-02-02 11:00:00', 3, NULL, NULL, 1, '2025-02-01 11:00:00'),
  (3, 'O-3', 'SALE', false, 2, '[]', 62.50, NULL, NULL, 62.50, NULL, NULL, NULL, NULL, 'PENDING',
   'PENDING', NULL, NULL, NULL, NULL, 1, '2025-02-05 11:00:00'),
  (4, 'O-4', 'QUOTE', false, 1, '[]', 12.50, 0, 0, 12.50, '2025-03-01', 'SENT', NULL, NULL, NULL,
   NULL, NULL, NULL, NULL, NULL, 1, '2025-02-05 12:00:00'),
  (5, 'O-5', 'SALE', true, 1, '[]', 0, 0, 0, 0, NULL, NULL, NULL, NULL, NULL, 'PENDING', NULL, NULL,
   NULL, NULL, 1, '2025-02-05 13:00:00');

INSERT INTO order_line_items
  (id, order_id, batch_id, product_id, quantity, unit_price, line_total) VALUES
  (1, 1, 1, 1, 20, 12.50, 250.00),
  (2, 2, 2, 2, 40, 2.00, 80.00),
  (3, 3, 1, 1, 5, 12.50, 62.50),
  (4, 4, 1, 1, 1, 12.50, 12.50);

INSERT INTO order_status_history
  (id, order_id, "fromStatus", "toStatus", changed_by, changed_at) VALUES
  (1, 1, NULL, 'PENDING', 1, '2025-02-01 10:00:00'),
  (2, 1, 'PENDING', 'PACKED', 2, '2025-02-02 10:00:00'),
  (3, 1, 'PACKED', 'SHIPPED', 2, '2025-02-03 10:00:00'),
  (4, 2, NULL, 'PENDING', 1, '2025-02-01 11:00:00'),
  (5, 2, 'PENDING', 'PACKED', 3, '2025-02-02 11:00:00'),
  (6, 3, NULL, 'PENDING', 1, '2025-02-05 11:00:00');

INSERT INTO "inventoryMovements"
  (id, "batchId", "inventoryMovementType", "quantityChange", "quantityBefore", "quantityAfter",
   "referenceType", "referenceId", notes, "performedBy", "createdAt", "adjustmentReason")
VALUES
  (1, 1, 'INTAKE', '100.5', '0', '100.5', NULL, NULL, NULL, 1, '2025-01-08 08:00:00', NULL),
  (2, 1, 'SALE', '-20', '100.5', '80.5', 'ORDER', 1, NULL, 2, '2025-02-02 10:00:00', NULL),
  (3, 1, 'ADJUSTMENT', '-5', '80.5', '75.5', NULL, NULL, 'Wet box, damaged', 1,
   '2025-02-02 10:00:00', 'DAMAGED'),
  (4, 1, 'SALE', '-5', '75.5', '70.5', 'ORDER', 3, NULL, 2, '2025-02-06 10:00:00', NULL),
  (5, 2, 'INTAKE', '40', '0', '40', NULL, NULL, NULL, 1, '2025-01-08 08:00:00', NULL),
  (6, 2, 'SALE', '-40', '40', '0', 'ORDER', 2, NULL, 3, '2025-02-02 11:00:00', NULL);

INSERT INTO todo_lists (id, name, owner_id, is_shared, created_at, updated_at) VALUES
  (1, 'Receiving', 1, true, '2025-02-01 08:00:00', '2025-02-01 08:00:00'),
  (2, 'My week', 2, false, '2025-02-01 08:00:00', '2025-02-01 08:00:00');

INSERT INTO todo_list_members (id, list_id, user_id, role, added_at, added_by) VALUES
  (1, 1, 2, 'editor', '2025-02-01 09:00:00', 1);

INSERT INTO todo_tasks
  (id, list_id, title, status, priority, due_date, assigned_to, created_by, position, is_completed,
   completed_at, completed_by, created_at, updated_at)
VALUES
  (1, 1, 'Weigh lot 1', 'done', 'high', '2025-02-10 08:00:00', 2, 1, 0, true,
   '2025-02-03 08:00:00', 2, '2025-02-02 08:00:00', '2025-02-03 08:00:00'),
  (2, 1, 'Label lot 1', 'in_progress', 'medium', NULL, 1, 2, 1, false, NULL, NULL,
   '2025-02-02 08:00:00', '2025-02-02 12:00:00'),
  (3, 2, 'Call the vendor', 'todo', NULL, NULL, NULL, 2, 0, false, NULL, NULL,
   '2025-02-02 08:00:00', '2025-02-02 08:00:00');

INSERT INTO todo_task_activity
  (id, task_id, user_id, action, field_changed, old_value, new_value, created_at) VALUES
  (1, 1, 1, 'created', NULL, NULL, NULL, '2025-02-02 08:00:00'),
  (2, 1, 2, 'status_changed', 'status', 'todo', 'in_progress', '2025-02-02 09:00:00'),
  (3, 1, 2, 'status_changed', 'status', 'in_progress', 'done', '2025-02-03 08:00:00'),
  (4, 1, 2, 'completed', NULL, NULL, NULL, '2025-02-03 08:00:00'),
  (5, 2, 2, 'created', NULL, NULL, NULL, '2025-02-02 08:00:00'),
  (6, 2, 2, 'status_changed', 'status', 'todo', 'in_progress', '2025-02-02 12:00:00'),
  (7, 3, 2, 'created', NULL, NULL, NULL, '2025-02-02 08:00:00');

INSERT INTO comments
  (id, commentable_type, commentable_id, user_id, content, is_resolved, resolved_at, resolved_by,
   created_at, updated_at)
VALUES
  (1, 'client', 1, 1, 'Please call them, @[Ben Okafor](2) or @[Cleo Lund](3). @[Ben Okafor](2)?',
   true, '2025-02-05 08:00:00', 2, '2025-02-04 08:00:00', '2025-02-05 08:00:00'),
  (2, 'order', 1, 2, 'Packed short [see notes](later).', false, NULL, NULL, '2025-02-04 08:00:00',
   '2025-02-04 08:00:00'),
  (3, 'inventory_batch', 1, 2, 'Smells fine.', false, NULL, NULL, '2025-02-04 08:00:00',
   '2025-02-04 08:00:00'),
  (4, 'task', 2, 3, 'Labels are ordered, @[Ada Reyes](1).', false, NULL, NULL,
   '2025-02-04 08:00:00', '2025-02-04 08:00:00'),
  (5, 'dashboard', 1, 3, 'Cash flow looks odd.', false, NULL, NULL, '2025-02-04 08:00:00',
   '2025-02-04 08:00:00');

INSERT INTO comment_mentions
  (id, comment_id, mentioned_user_id, mentioned_by_user_id, created_at) VALUES
  (1, 1, 2, 1, '2025-02-04 08:00:00'),
  (2, 1, 3, 1, '2025-02-04 08:00:00'),
  (3, 4, 1, 3, '2025-02-04 08:00:00');

INSERT INTO "userDashboardPreferences" (id, "userId", "activeLayout", "widgetConfig") VALUES
  (1, 1, 'executive', '[{"id": "cash-flow", "isVisible": true, "order": 0}, {"id": "inbox", "isVisible": false, "order": 1, "settings": {"rows": 5}}]'),
  (2, 2, 'operations', '[{"id": "inbox", "isVisible": true}]'),
  (3, 3, 'custom', '[]');

INSERT INTO dashboard_widget_layouts (id, "userId", role, "widgetType", position, width, config) VALUES
  (1, 1, NULL, 'cash-flow', 0, 2, '{"range": "month"}'),
  (2, 1, NULL, 'inbox', 1, 1, NULL),
  (3, NULL, 'admin', 'cash-flow', 0, 1, NULL);

INSERT INTO dashboard_kpi_configs (id, role, "kpiType", position) VALUES
  (1, 'admin', 'revenue', 0), (2, 'admin', 'debt', 1), (3, 'user', 'revenue', 0);
