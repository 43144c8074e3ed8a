// Says what mail programs do not show of HTML, by the data of caniemail.com that the package holds.
//   node caniemail.mjs PAGE.html...
// Prints one JSON line for each page: page, and for each feature without support its programs.
import { readFileSync } from 'node:fs'

import { caniemail } from 'caniemail'

const clients = ['gmail.*', 'outlook.*', 'apple-mail.*', 'yahoo.*']

for (const page of process.argv.slice(2)) {
  const { issues } = caniemail({ clients, html: readFileSync(page, 'utf8') })
  const errors = {}
  for (const [client, found] of issues.errors) {
    for (const { title } of found) {
      errors[title] ??= []
      if (!errors[title].includes(client)) errors[title].push(client)
    }
  }
  for (const names of Object.values(errors)) names.sort()
  console.log(JSON.stringify({ page, errors }))
}
