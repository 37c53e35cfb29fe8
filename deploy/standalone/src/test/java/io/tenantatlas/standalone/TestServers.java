package io.tenantatlas.standalone;

import java.sql.Connection;
import java.sql.SQLException;

/** The servers of a test, which it reaches by itself too. */
interface TestServers extends Servers {

  /** The address of the broker. */
  String kafka();

  /** A new connection to the source database. */
  Connection source() throws SQLException;
}
