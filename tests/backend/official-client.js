// The official client, for comparison: `node official-client.js call URL` makes the calls it reads as JSON,
// `node official-client.js queries` says how the server's query parser reads the strings it reads as JSON.
const { readFileSync } = require("fs")

const input = JSON.parse(readFileSync(0, "utf8"))

async function call(baseUrl) {
  const Medusa = require("@medusajs/medusa-js").default
  const medusa = new Medusa({ baseUrl, maxRetries: 0, apiKey: "token", publishableApiKey: "pk" })
  for (const [index, { path, arguments: given }] of input.entries()) {
    await fetch(`${baseUrl}/__call/${index}`)
    const steps = path.split(".")
    const method = steps.pop()
    const resource = steps.reduce((found, step) => found?.[step], medusa)
    try {
      await resource[method](...given)
    } catch (error) {
      // The recording server sees whether anything was sent.
      console.error(`${path}: ${error.message}`)
    }
  }
}

if (process.argv[2] === "call") {
  call(process.argv[3])
} else {
  // As Express is set up by the server.
  const qs = require("qs")
  console.log(JSON.stringify(input.map((query) => qs.parse(query, { allowPrototypes: true }))))
}
