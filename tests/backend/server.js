// Starts the server on the loopback interface; `medusa start` would listen on all of them.
const { createRequire } = require("module")
const medusa = createRequire(require.resolve("@medusajs/medusa/package.json"))
medusa("core-js/stable")
medusa("regenerator-runtime/runtime")
const express = medusa("express")
const load = medusa("./dist/loaders").default

async function main() {
  const { app, container, prepareShutdown, shutdown } = await load({ directory: __dirname, expressApp: express() })

  // Mails and webhooks leave through here in a real shop. The tests ask for what they would have said:
  // tokens of invites, of passwords to be reset, of orders to be transferred.
  const bus = container.resolve("eventBusService")
  const said = []
  for (const event of ["customer.password_reset", "user.password_reset", "order-update-token.created", "invite.created"]) {
    bus.subscribe(event, async (data) => void said.push({ event, data }), { subscriberId: `tests-${event}` })
  }
  app.get("/__events", (_, response) => response.json(said))

  const server = app.listen(Number(process.env.MEDUSA_PORT), "127.0.0.1", () => console.log("ready"))
  const stop = async () => {
    server.close()
    server.closeAllConnections()
    await prepareShutdown()
    await shutdown()
    process.exit(0)
  }
  process.on("SIGTERM", stop)
  process.on("SIGINT", stop)
}

main().catch((error) => {
  console.error(error)
  process.exit(1)
})
