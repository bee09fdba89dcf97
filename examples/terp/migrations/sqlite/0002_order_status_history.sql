-- One column held the status an order came to; the status it came from was lost. It is the status
-- that the order's previous entry came to.
-- The table is rebuilt, because SQLite cannot drop a default. Nothing refers to it.

CREATE TABLE order_status_history_new (
  id integer PRIMARY KEY AUTOINCREMENT,
  order_id integer NOT NULL,
  "toStatus" text NOT NULL CHECK ("toStatus" IN ('PENDING', 'PACKED', 'SHIPPED')),
  changed_by integer NOT NULL,
  changed_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
  notes text,
  "fromStatus" text CHECK ("fromStatus" IN ('PENDING', 'PACKED', 'SHIPPED')),
  CONSTRAINT order_status_history_order_id_orders_id_fk FOREIGN KEY (order_id)
    REFERENCES orders (id) ON DELETE CASCADE,
  CONSTRAINT order_status_history_changed_by_users_id_fk FOREIGN KEY (changed_by)
    REFERENCES users (id) ON DELETE RESTRICT
);

INSERT INTO order_status_history_new
  (id, order_id, "toStatus", changed_by, changed_at, notes, "fromStatus")
SELECT
  id, order_id, "fulfillmentStatus", changed_by, changed_at, notes,
  lag("fulfillmentStatus") OVER (PARTITION BY order_id ORDER BY changed_at, id)
FROM order_status_history
ORDER BY id;

-- Keys of deleted rows are not given out again.
DELETE FROM sqlite_sequence WHERE name = 'order_status_history_new';

INSERT INTO sqlite_sequence (name, seq)
SELECT 'order_status_history_new', seq FROM sqlite_sequence WHERE name = 'order_status_history';

DROP TABLE order_status_history;

ALTER TABLE order_status_history_new RENAME TO order_status_history;

CREATE INDEX idx_order_status_history_order_id ON order_status_history (order_id);

CREATE INDEX idx_order_status_history_changed_at ON order_status_history (changed_at);
