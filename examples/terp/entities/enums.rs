//! The values that enum columns take.

use sea_orm::entity::prelude::*;

#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Enum", enum_name = "user_role")]
pub enum UserRole {
    #[sea_orm(string_value = "user")]
    User,
    #[sea_orm(string_value = "admin")]
    Admin,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Enum", enum_name = "cogs_adjustment_type")]
pub enum CogsAdjustmentType {
    #[sea_orm(string_value = "NONE")]
    None,
    #[sea_orm(string_value = "PERCENTAGE")]
    Percentage,
    #[sea_orm(string_value = "FIXED_AMOUNT")]
    FixedAmount,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Enum", enum_name = "calendar_event_type")]
pub enum CalendarEventType {
    #[sea_orm(string_value = "MEETING")]
    Meeting,
    #[sea_orm(string_value = "DELIVERY")]
    Delivery,
    #[sea_orm(string_value = "PICKUP")]
    Pickup,
    #[sea_orm(string_value = "INTAKE")]
    Intake,
    #[sea_orm(string_value = "PHOTO_SESSION")]
    PhotoSession,
    #[sea_orm(string_value = "PAYMENT_DUE")]
    PaymentDue,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Enum", enum_name = "batch_status")]
pub enum BatchStatus {
    #[sea_orm(string_value = "AWAITING_INTAKE")]
    AwaitingIntake,
    #[sea_orm(string_value = "LIVE")]
    Live,
    #[sea_orm(string_value = "PHOTOGRAPHY_COMPLETE")]
    PhotographyComplete,
    #[sea_orm(string_value = "ON_HOLD")]
    OnHold,
    #[sea_orm(string_value = "QUARANTINED")]
    Quarantined,
    #[sea_orm(string_value = "SOLD_OUT")]
    SoldOut,
    #[sea_orm(string_value = "CLOSED")]
    Closed,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Enum", enum_name = "cogs_mode")]
pub enum CogsMode {
    #[sea_orm(string_value = "FIXED")]
    Fixed,
    #[sea_orm(string_value = "RANGE")]
    Range,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Enum", enum_name = "payment_terms")]
pub enum PaymentTerms {
    #[sea_orm(string_value = "COD")]
    Cod,
    #[sea_orm(string_value = "NET_7")]
    Net7,
    #[sea_orm(string_value = "NET_15")]
    Net15,
    #[sea_orm(string_value = "NET_30")]
    Net30,
    #[sea_orm(string_value = "CONSIGNMENT")]
    Consignment,
    #[sea_orm(string_value = "PARTIAL")]
    Partial,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Enum", enum_name = "order_type")]
pub enum OrderType {
    #[sea_orm(string_value = "QUOTE")]
    Quote,
    #[sea_orm(string_value = "SALE")]
    Sale,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Enum", enum_name = "quote_status")]
pub enum QuoteStatus {
    #[sea_orm(string_value = "DRAFT")]
    Draft,
    #[sea_orm(string_value = "SENT")]
    Sent,
    #[sea_orm(string_value = "VIEWED")]
    Viewed,
    #[sea_orm(string_value = "ACCEPTED")]
    Accepted,
    #[sea_orm(string_value = "REJECTED")]
    Rejected,
    #[sea_orm(string_value = "EXPIRED")]
    Expired,
    #[sea_orm(string_value = "CONVERTED")]
    Converted,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Enum", enum_name = "sale_status")]
pub enum SaleStatus {
    #[sea_orm(string_value = "PENDING")]
    Pending,
    #[sea_orm(string_value = "PARTIAL")]
    Partial,
    #[sea_orm(string_value = "PAID")]
    Paid,
    #[sea_orm(string_value = "OVERDUE")]
    Overdue,
    #[sea_orm(string_value = "CANCELLED")]
    Cancelled,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Enum", enum_name = "fulfillment_status")]
pub enum FulfillmentStatus {
    #[sea_orm(string_value = "PENDING")]
    Pending,
    #[sea_orm(string_value = "PACKED")]
    Packed,
    #[sea_orm(string_value = "SHIPPED")]
    Shipped,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Enum", enum_name = "inventory_movement_type")]
pub enum InventoryMovementType {
    #[sea_orm(string_value = "INTAKE")]
    Intake,
    #[sea_orm(string_value = "SALE")]
    Sale,
    #[sea_orm(string_value = "RETURN")]
    Return,
    #[sea_orm(string_value = "REFUND_RETURN")]
    RefundReturn,
    #[sea_orm(string_value = "ADJUSTMENT")]
    Adjustment,
    #[sea_orm(string_value = "QUARANTINE")]
    Quarantine,
    #[sea_orm(string_value = "RELEASE_FROM_QUARANTINE")]
    ReleaseFromQuarantine,
    #[sea_orm(string_value = "DISPOSAL")]
    Disposal,
    #[sea_orm(string_value = "TRANSFER")]
    Transfer,
    #[sea_orm(string_value = "SAMPLE")]
    Sample,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Enum", enum_name = "adjustment_reason")]
pub enum AdjustmentReason {
    #[sea_orm(string_value = "DAMAGED")]
    Damaged,
    #[sea_orm(string_value = "EXPIRED")]
    Expired,
    #[sea_orm(string_value = "LOST")]
    Lost,
    #[sea_orm(string_value = "THEFT")]
    Theft,
    #[sea_orm(string_value = "COUNT_DISCREPANCY")]
    CountDiscrepancy,
    #[sea_orm(string_value = "QUALITY_ISSUE")]
    QualityIssue,
    #[sea_orm(string_value = "REWEIGH")]
    Reweigh,
    #[sea_orm(string_value = "OTHER")]
    Other,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Enum", enum_name = "todo_list_role")]
pub enum TodoListRole {
    #[sea_orm(string_value = "owner")]
    Owner,
    #[sea_orm(string_value = "editor")]
    Editor,
    #[sea_orm(string_value = "viewer")]
    Viewer,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Enum", enum_name = "todo_task_status")]
pub enum TodoTaskStatus {
    #[sea_orm(string_value = "todo")]
    Todo,
    #[sea_orm(string_value = "in_progress")]
    InProgress,
    #[sea_orm(string_value = "done")]
    Done,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Enum", enum_name = "todo_task_priority")]
pub enum TodoTaskPriority {
    #[sea_orm(string_value = "low")]
    Low,
    #[sea_orm(string_value = "medium")]
    Medium,
    #[sea_orm(string_value = "high")]
    High,
    #[sea_orm(string_value = "urgent")]
    Urgent,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Enum", enum_name = "todo_activity_action")]
pub enum TodoActivityAction {
    #[sea_orm(string_value = "created")]
    Created,
    #[sea_orm(string_value = "updated")]
    Updated,
    #[sea_orm(string_value = "status_changed")]
    StatusChanged,
    #[sea_orm(string_value = "assigned")]
    Assigned,
    #[sea_orm(string_value = "completed")]
    Completed,
    #[sea_orm(string_value = "deleted")]
    Deleted,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Enum", enum_name = "pricing_adjustment_type")]
pub enum PricingAdjustmentType {
    #[sea_orm(string_value = "PERCENT_MARKUP")]
    PercentMarkup,
    #[sea_orm(string_value = "PERCENT_MARKDOWN")]
    PercentMarkdown,
    #[sea_orm(string_value = "DOLLAR_MARKUP")]
    DollarMarkup,
    #[sea_orm(string_value = "DOLLAR_MARKDOWN")]
    DollarMarkdown,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Enum", enum_name = "pricing_logic_type")]
pub enum PricingLogicType {
    #[sea_orm(string_value = "AND")]
    And,
    #[sea_orm(string_value = "OR")]
    Or,
}
