//! The TERP tables as sea-orm entities: the same schema as `schema/*/declared.sql`.
#![allow(missing_docs, reason = "a field is a column; what it means stands at its table")]

pub mod batches;
pub mod brands;
pub mod calendar_events;
pub mod clients;
pub mod comment_mentions;
pub mod comments;
pub mod dashboard_kpi_configs;
pub mod dashboard_widget_layouts;
pub mod enums;
pub mod inventory_movements;
pub mod lots;
pub mod order_line_items;
pub mod order_status_history;
pub mod orders;
pub mod pricing_defaults;
pub mod pricing_profiles;
pub mod pricing_rules;
pub mod products;
pub mod strains;
pub mod todo_list_members;
pub mod todo_lists;
pub mod todo_task_activity;
pub mod todo_tasks;
pub mod user_dashboard_preferences;
pub mod users;
pub mod values;
pub mod vendors;
pub mod workflow_statuses;
