-- Serves many documents with one pandoc process: reads framed requests, writes framed replies.
-- Request: "read FORMAT BYTES\n" or "math - BYTES\n", then that many bytes.
-- Reply: "ok BYTES MEDIA\n" or "err BYTES 0\n", then the bytes, then for each of the MEDIA files a
-- line "PATH_BYTES TYPE_BYTES BYTES\n" and these bytes. The end of input ends the process.
-- The empty table passed to pandoc.read is its sandbox: no reader opens another file.

io.stdout:setvbuf("full")

local function encode(value)
  return pandoc.json.encode(value)
end

-- Only then does the reader of reStructuredText take title, author and date off the text.
local standalone = pandoc.ReaderOptions({ standalone = true })

local function read_document(format, text)
  for item in pairs(pandoc.mediabag.list()) do
    pandoc.mediabag.empty()
    break
  end
  local messages, document = pandoc.log.silence(pandoc.read, text, format, format == "rst" and standalone or nil, {})
  return '{"messages":' .. encode(messages) .. ',"document":' .. pandoc.write(document, "json") .. "}"
end

local function formulas_to_mathml(text)
  local blocks = {}
  for index, item in ipairs(pandoc.json.decode(text)) do
    local kind = item[1] == 1 and "DisplayMath" or "InlineMath"
    blocks[index] = pandoc.Para({ pandoc.Math(kind, item[2]) })
  end
  local options = pandoc.WriterOptions({ html_math_method = "mathml", wrap_text = "none" })
  local html = ""
  for index, block in ipairs(blocks) do
    local messages, one = pandoc.log.silence(pandoc.write, pandoc.Pandoc({ block }), "html5", options)
    html = html .. one .. "\0"
  end
  return html
end

while true do
  local line = io.read("L")
  if line == nil then
    break
  end
  local operation, format, size = line:match("^(%S+) (%S+) (%d+)\n$")
  -- io.read(0) would wait for the next request to look for the end of input.
  local text = size ~= "0" and io.read(tonumber(size)) or ""
  local work = operation == "math" and function() return formulas_to_mathml(text) end
    or function() return read_document(format, text) end
  local is_ok, result = pcall(work)
  if not is_ok then
    result = tostring(result)
  end
  local media = is_ok and operation == "read" and pandoc.mediabag.list() or {}
  io.write(is_ok and "ok " or "err ", #result, " ", #media, "\n", result)
  for _, item in ipairs(media) do
    local kind, content = pandoc.mediabag.lookup(item.path)
    kind = kind or ""
    io.write(#item.path, " ", #kind, " ", #content, "\n", item.path, kind, content)
  end
  io.flush()
end
