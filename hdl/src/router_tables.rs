//! Tables and registers of the router and their regions on the register bus.
