// A proxy in front of the GitHub emulator that answers what the emulator lacks and GitHub has: reactions to comments.
// Everything else goes through as it is. node reactions.mjs PORT OF-THE-EMULATOR
import http from "node:http"

const [port, emulator] = process.argv.slice(2).map(Number)

http
  .createServer((request, response) => {
    const reaction = /^\/repos\/[^/]+\/[^/]+\/issues\/comments\/\d+\/reactions/.test(request.url)
    if (reaction) {
      let body = ""
      request.on("data", (part) => (body += part))
      request.on("end", () => {
        const answer = request.method === "POST" ? { id: 1, content: JSON.parse(body).content, user: { login: "octocat" } } : []
        if (request.method === "POST") console.log(`reaction ${answer.content} ${request.url}`)
        response.writeHead(request.method === "POST" ? 201 : 200, { "content-type": "application/json" })
        response.end(JSON.stringify(answer))
      })
      return
    }
    const { method, url: path, headers } = request
    const onward = http.request({ host: "127.0.0.1", port: emulator, method, path, headers }, (answer) => {
      response.writeHead(answer.statusCode, answer.headers)
      answer.pipe(response)
    })
    onward.on("error", () => response.destroy())
    request.pipe(onward)
  })
  .listen(port, "127.0.0.1")
