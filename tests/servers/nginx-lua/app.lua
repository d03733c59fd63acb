-- The User API inside nginx, with dkjson and a shared dictionary.
local json = require "dkjson"
local M = {}

local JSON_API = "application/vnd.api+json"
local TEXTS = {"firstName", "lastName", "email", "phoneNumber", "pictureUrl", "gender", "birthDate", "locale", "zoneInfo"}
local ADDRESS = {country = 1, locality = 1, street = 1, houseNo = 2, additionalAddressLink = 1, region = 1, postalCode = 2}
local store = ngx.shared.people

local function is_object(value)
  if type(value) ~= "table" then return false end
  local meta = getmetatable(value)
  return meta ~= nil and meta.__jsontype == "object"
end

function M.load(path)
  local file = assert(io.open(path, "rb"))
  local seed = assert(json.decode(file:read("*a")))
  file:close()
  for _, person in ipairs(seed.people) do
    store:set("token:" .. person.token, person.id)
    store:set("role:" .. person.id, person.role)
    store:set("created:" .. person.id, person.createdAt)
    store:set("user:" .. person.id, json.encode(person.attributes))
    store:set("attributes:" .. person.id, "{}")
  end
end

local function send(status, media_type, body)
  ngx.status = status
  ngx.header["Content-Type"] = media_type
  ngx.header["Content-Length"] = #body
  ngx.print(body)
  return ngx.exit(ngx.HTTP_OK)
end

local function fail(status, code, title, pointer)
  local error = {id = ngx.var.request_id, status = tostring(status), code = code, title = title}
  if pointer then error.source = {pointer = pointer} end
  if status == 401 then ngx.header["WWW-Authenticate"] = "Bearer" end
  return send(status, JSON_API, json.encode({errors = {error}}))
end

local function is_utf8(text)
  return ngx.re.find(text, [[\A(?:[\x00-\x7F]|[\xC2-\xDF][\x80-\xBF]|\xE0[\xA0-\xBF][\x80-\xBF]|[\xE1-\xEC\xEE\xEF][\x80-\xBF]{2}|\xED[\x80-\x9F][\x80-\xBF]|\xF0[\x90-\xBF][\x80-\xBF]{2}|[\xF1-\xF3][\x80-\xBF]{3}|\xF4[\x80-\x8F][\x80-\xBF]{2})*+\z]], "jo") ~= nil
end

local function read(status)
  ngx.req.read_body()
  local text = ngx.req.get_body_data()
  if not text then
    local path = ngx.req.get_body_file()
    if path then
      local file = assert(io.open(path, "rb"))
      text = file:read("*a")
      file:close()
    end
  end
  local value, position, message = json.decode(text or "", 1, json.null)
  -- dkjson lets lone surrogates and octets that are not UTF-8 pass.
  if message or value == nil or text:find("%S", position) or not is_utf8(text) or not is_utf8(json.encode(value)) then
    return fail(status, "malformed", "The body is not JSON")
  end
  return value
end

local function is_email(value)
  local name, domain = value:match("^([%w!#$%%&'*+/=?^_`{|}~.-]+)@([%w.-]+)$")
  return name and domain:find(".", 1, true) and not (name:find("..", 1, true) or name:find("^%.") or name:find("%.$"))
    and not (domain:find("..", 1, true) or domain:find("^[.-]") or domain:find("[.-]$") or domain:find("-.", 1, true) or domain:find(".-", 1, true))
end

local function is_birth_date(value)
  local year, rest = value:match("^(%d%d%d%d)(.*)$")
  if not year then return false end
  if rest == "" then return true end
  local month, day, time = rest:match("^%-(%d%d)%-(%d%d)(.*)$")
  if not month then return false end
  year, month, day = tonumber(year), tonumber(month), tonumber(day)
  local leap = year % 4 == 0 and (year % 100 ~= 0 or year % 400 == 0)
  local days = ({31, leap and 29 or 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31})[month]
  if not days or day < 1 or day > days then return false end
  if time == "" then return true end
  local hour, minute, second, zone = time:match("^T(%d%d):(%d%d):(%d%d)(.*)$")
  if not hour or tonumber(hour) > 23 or tonumber(minute) > 59 or tonumber(second) > 59 then return false end
  zone = zone:gsub("^%.%d+", "")
  return zone == "Z" or zone:find("^[+-]%d%d:%d%d$") ~= nil
end

local function check(given)
  for _, name in ipairs(TEXTS) do
    local value = given[name]
    if value ~= nil and value ~= json.null then
      local wrong
      if type(value) ~= "string" then wrong = "must be a string"
      elseif name == "gender" and value ~= "male" and value ~= "female" and value ~= "other" then wrong = "must be male, female or other"
      elseif name == "email" and not is_email(value) then wrong = "must be an e-mail address"
      elseif name == "birthDate" and not is_birth_date(value) then wrong = "must be a date" end
      if wrong then return fail(422, "invalid", name .. " " .. wrong, "/data/attributes/" .. name) end
    end
  end
  local address = given.address
  if address == nil or address == json.null then return end
  if not is_object(address) then return fail(422, "invalid", "address must be an object", "/data/attributes/address") end
  for name, kind in pairs(ADDRESS) do
    local value = address[name]
    if value ~= nil and value ~= json.null and type(value) ~= "string" and not (kind == 2 and type(value) == "number") then
      return fail(422, "invalid", name .. " has the wrong type", "/data/attributes/address/" .. name)
    end
  end
end

local function accepts(accept)
  for range in accept:lower():gmatch("[^,]+") do
    local media_type = range:match("^%s*([^;%s]+)")
    local excluded = range:match(";%s*q=0%.?0*%s*$")
    if not excluded and (media_type == "*/*" or media_type == "application/*" or media_type == JSON_API) then return true end
  end
  return false
end

local function document(id, method)
  local accept = ngx.var.http_accept
  if accept and not accepts(accept) then return fail(406, "accept", "The specified accept header is invalid") end
  if (ngx.var.content_type or ""):lower() ~= JSON_API then
    return fail(415, "content-type", "The specified content type header is invalid")
  end
  local body = read(400)
  if not is_object(body) then return fail(422, "document", "The document must be an object", "") end
  local data = body.data
  if not is_object(data) then return fail(422, "data", "data must be an object", data == nil and "" or "/data") end
  if data.type ~= "User" then return fail(422, "type", "type must be User", data.type == nil and "/data" or "/data/type") end
  if data.id ~= nil and data.id ~= id then return fail(422, "id", "id must be the user's", "/data/id") end
  local attributes = data.attributes
  if attributes == nil and method == "PATCH" then attributes = setmetatable({}, {__jsontype = "object"}) end
  if not is_object(attributes) then
    return fail(422, "attributes", "attributes must be an object", attributes == nil and "/data" or "/data/attributes")
  end
  check(attributes)
  return attributes
end

local function show(id)
  local attributes = json.decode(store:get("user:" .. id))
  attributes.createdAt = store:get("created:" .. id)
  return send(200, JSON_API, json.encode({data = {type = "User", id = id, attributes = attributes}},
    {indent = true, keyorder = {"data", "type", "id", "attributes"}}))
end

local function write(id, method)
  local given = document(id, method)
  -- Nothing yields between here and the end: one worker, one write at a time.
  local record = method == "PUT" and {} or json.decode(store:get("user:" .. id))
  for _, name in ipairs(TEXTS) do
    if given[name] ~= nil then record[name] = given[name] ~= json.null and given[name] or nil end
  end
  if given.address == json.null then
    record.address = nil
  elseif given.address then
    local address = setmetatable(record.address or {}, {__jsontype = "object"})
    for name in pairs(ADDRESS) do
      local value = given.address[name]
      if value ~= nil then address[name] = value ~= json.null and value or nil end
    end
    record.address = address
  end
  store:set("user:" .. id, json.encode(record))
  return show(id)
end

local function attributes(id, method)
  if method == "GET" or method == "HEAD" then
    return send(200, "application/json", store:get("attributes:" .. id))
  end
  local given = read(400)
  if not is_object(given) then return fail(400, "document", "The body must be an object", "") end
  local record = json.decode(store:get("attributes:" .. id), 1, json.null)
  for name, value in pairs(given) do record[name] = value end
  store:set("attributes:" .. id, json.encode(record))
  ngx.status = 204
  return ngx.exit(204)
end

local function serve()
  local path = ngx.var.uri
  local id = path:match("^/user/[^/]+/users/([^/]+)$")
  if not id and not path:match("^/user/[^/]+/attributes$") then return fail(404, "not-found", "Resource not found") end
  local token = (ngx.var.http_authorization or ""):match("^[Bb][Ee][Aa][Rr][Ee][Rr] +(%S+)$")
  local own = token and store:get("token:" .. token)
  local role = own and store:get("role:" .. own)
  if not own or role == "expired" then return fail(401, "unauthorized", "OAuth token missing or invalid") end
  if role == "unlinked" then return fail(401, "missing-linked-identity", "Missing linked identity for authorized access") end
  local method = ngx.req.get_method()
  local reads = method == "GET" or method == "HEAD"
  if not reads and method ~= "PUT" and not (method == "PATCH" and id) then
    ngx.header["Allow"] = id and "GET, HEAD, PUT, PATCH" or "GET, HEAD, PUT"
    return fail(405, "method", "Method not allowed")
  end
  if not reads and role == "reader" then return fail(403, "forbidden", "Forbidden") end
  if not id then return attributes(own, method) end
  id = id:lower()
  if not id:match("^%x%x%x%x%x%x%x%x%-%x%x%x%x%-%x%x%x%x%-%x%x%x%x%-%x%x%x%x%x%x%x%x%x%x%x%x$") then
    return fail(404, "not-found", "Resource not found")
  end
  if role ~= "admin" and own ~= id then return fail(403, "forbidden", "Forbidden") end
  if not store:get("user:" .. id) then return fail(404, "not-found", "Resource not found") end
  if reads then return show(id) end
  return write(id, method)
end

function M.serve()
  serve()
end

-- nginx's own errors (a body that is too large, a bad request) in the API's shape.
function M.error()
  local status = ngx.status
  if status >= 500 then status = 501 end
  return fail(status, "http-" .. status, status == 501 and "Internal server error" or "Bad request")
end

return M
