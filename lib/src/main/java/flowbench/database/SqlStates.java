package flowbench.database;

/** The SQLSTATE codes that Flowbench tells apart (PostgreSQL documentation, appendix A). */
final class SqlStates {
    static final String INSUFFICIENT_PRIVILEGE = "42501";
    static final String FEATURE_NOT_SUPPORTED = "0A000";
    static final String LOCK_NOT_AVAILABLE = "55P03";
    static final String INVALID_PASSWORD = "28P01";
    static final String INVALID_AUTHORIZATION = "28000";
    static final String INVALID_CATALOG_NAME = "3D000";

    static final String ADMIN_SHUTDOWN = "57P01";
    static final String CRASH_SHUTDOWN = "57P02";
    static final String CANNOT_CONNECT_NOW = "57P03";
    static final String IDLE_SESSION_TIMEOUT = "57P05";
    /** Only said where a connection is made. */
    static final String CANNOT_CONNECT = "08001";

    private SqlStates() {}

    /** Also what the driver says when the server asks for a password and none is given. */
    static final String CONNECTION_REJECTED = "08004";

    static boolean isConnectionFailure(String sqlState) {
        return sqlState != null && sqlState.startsWith("08");
    }
}
