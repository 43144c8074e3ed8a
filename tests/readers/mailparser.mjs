// Reads mails as Nodemailer's mailparser does.
//   node mailparser.mjs MAIL.eml...
// Prints one JSON line for each mail: mail, what its header fields say, text, html, attachments.
import { readFileSync } from 'node:fs'

import { simpleParser } from 'mailparser'

for (const mail of process.argv.slice(2)) {
  // Images stay what they are in the file: addresses of parts.
  const found = await simpleParser(readFileSync(mail), { skipImageLinks: true })
  console.log(
    JSON.stringify({
      mail,
      subject: found.subject ?? null,
      from: found.from?.text ?? null,
      to: found.to?.text ?? null,
      date: found.date?.toISOString() ?? null,
      messageId: found.messageId ?? null,
      text: found.text ?? null,
      html: found.html || null,
      attachments: found.attachments.map(({ cid, contentType, size, related }) => ({
        cid,
        contentType,
        size,
        related: Boolean(related),
      })),
    }),
  )
}
