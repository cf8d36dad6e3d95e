// The server's settings; `cargo xtask backend` gives the environment.
const { MEDUSA_PORT, DATABASE_URL, MEDUSA_INVENTORY } = process.env

// The swap flow works only without these two, the reservations only with them.
const inventory = {
  inventoryService: { resolve: "@medusajs/inventory" },
  stockLocationService: { resolve: "@medusajs/stock-location" },
}

module.exports = {
  projectConfig: {
    database_type: "postgres",
    database_url: DATABASE_URL,
    // The pool's default of 10 locks up for good when ten carts are completed at once.
    database_extra: { ssl: false, max: 60 },
    // Nothing else ever talks to this server: these protect nothing.
    jwt_secret: "jwt-of-the-tests",
    cookie_secret: "cookie-of-the-tests",
    store_cors: "",
    admin_cors: "",
  },
  // The tables of a feature are made only where it is on.
  featureFlags: { product_categories: true, tax_inclusive_pricing: true },
  plugins: [
    "medusa-payment-manual",
    "medusa-fulfillment-manual",
    {
      resolve: "@medusajs/file-local",
      options: { upload_dir: "uploads", backend_url: `http://127.0.0.1:${MEDUSA_PORT}` },
    },
  ],
  modules: {
    eventBus: { resolve: "@medusajs/event-bus-local" },
    cacheService: { resolve: "@medusajs/cache-inmemory", options: { ttl: 0 } },
    ...(MEDUSA_INVENTORY === "off" ? {} : inventory),
  },
}
