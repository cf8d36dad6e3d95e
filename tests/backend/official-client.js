// The official client, for comparison: `node official-client.js call URL token|jwt` makes the calls it reads as JSON,
// signed in that way; `node official-client.js read` says how the server's parsers read the queries and the forms it
// reads as JSON.
const { File } = require("buffer")
const { readFileSync } = require("fs")

const input = JSON.parse(readFileSync(0, "utf8"))

// A form is sent as in a browser, which is where the official client can send one: axios leaves its type to the browser.
function adapter() {
  const official = require.resolve("@medusajs/medusa-js")
  const axios = require(require.resolve("axios", { paths: [official] }))
  return async (config) => {
    if (!(config.data instanceof FormData)) {
      return axios.defaults.adapter(config)
    }
    const { baseURL, url, headers, data: body } = config
    delete headers["Content-Type"]
    const response = await fetch(baseURL + url, { method: config.method.toUpperCase(), headers, body })
    return { status: response.status, headers: {}, data: await response.json(), config }
  }
}

const revive = (value) => (value?.file ? new File([value.content], value.file, { type: value.type }) : value)

async function call(baseUrl, signed) {
  const Medusa = require("@medusajs/medusa-js").default
  const apiKey = signed === "token" ? "token" : undefined
  const medusa = new Medusa({ baseUrl, maxRetries: 0, apiKey, publishableApiKey: "pk", axiosAdapter: adapter() })
  if (signed === "jwt") {
    // Only in a browser are tokens kept.
    globalThis.window = globalThis
    await medusa.auth.getToken({})
    await medusa.admin.auth.getToken({})
  }
  for (const [index, { path, arguments: given }] of input.entries()) {
    await fetch(`${baseUrl}/__call/${index}`)
    const steps = path.split(".")
    const method = steps.pop()
    const resource = steps.reduce((found, step) => found?.[step], medusa)
    try {
      await resource[method](...given.map((value) => (Array.isArray(value) ? value.map(revive) : value)))
    } catch (error) {
      // The recording server sees whether anything was sent.
      console.error(`${path}: ${error.message}`)
    }
  }
}

// As the server's middleware for uploads reads it.
function form({ type, body }) {
  const busboy = require("busboy")({ headers: { "content-type": type } })
  const parts = []
  busboy.on("file", (name, stream, { filename, mimeType }) => {
    const part = { name, filename, type: mimeType, content: "" }
    parts.push(part)
    stream.on("data", (chunk) => (part.content += chunk))
  })
  busboy.on("field", (name, content) => parts.push({ name, content }))
  return new Promise((resolve, reject) => {
    busboy.on("close", () => resolve(parts))
    busboy.on("error", reject)
    busboy.end(body)
  })
}

async function read() {
  // As Express is set up by the server.
  const qs = require("qs")
  const query = (text) => qs.parse(text, { allowPrototypes: true })
  const requests = input.map(async (request) => ({
    query: query(request.query),
    form: request.form && (await form(request.form)),
  }))
  console.log(JSON.stringify(await Promise.all(requests)))
}

if (process.argv[2] === "call") {
  call(process.argv[3], process.argv[4])
} else {
  read()
}
