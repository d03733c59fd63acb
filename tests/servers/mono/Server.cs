// The User API with HttpListener and Json.NET.
using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using System.Threading;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

class Problem : Exception
{
    public readonly int Status;
    public readonly string Code;
    public readonly string Pointer;

    public Problem(int status, string code, string title, string pointer = null) : base(title)
    {
        Status = status;
        Code = code;
        Pointer = pointer;
    }
}

class Person
{
    public string Id, Role, CreatedAt;
    public JObject Record, Attributes = new JObject();
}

static class Program
{
    const string JsonApi = "application/vnd.api+json";
    static readonly string[] Texts = { "firstName", "lastName", "email", "phoneNumber", "pictureUrl", "gender", "birthDate", "locale", "zoneInfo" };
    static readonly string[] AddressTexts = { "country", "locality", "street", "additionalAddressLink", "region" };
    static readonly string[] AddressNumbers = { "houseNo", "postalCode" };
    static readonly Regex Email = new Regex(@"\A[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*@([A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?\z");
    static readonly Regex Date = new Regex(@"\A([0-9]{4})(-([0-9]{2})-([0-9]{2})(T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2}))?)?\z");
    static readonly Dictionary<string, Person> People = new Dictionary<string, Person>();
    static readonly Dictionary<string, Person> Tokens = new Dictionary<string, Person>();
    static readonly UTF8Encoding Utf8 = new UTF8Encoding(false, true);

    static JToken Parse(string text)
    {
        using (var reader = new JsonTextReader(new StringReader(text)) { DateParseHandling = DateParseHandling.None })
        {
            var token = JToken.ReadFrom(reader);
            if (reader.Read()) throw new JsonReaderException("More than one value.");
            return token;
        }
    }

    static void Main(string[] arguments)
    {
        foreach (JObject given in Parse(File.ReadAllText(arguments[1]))["people"])
        {
            var person = new Person
            {
                Id = (string)given["id"], Role = (string)given["role"], CreatedAt = (string)given["createdAt"], Record = (JObject)given["attributes"],
            };
            People[person.Id] = person;
            Tokens[(string)given["token"]] = person;
        }
        ThreadPool.SetMinThreads(16, 16);
        var listener = new HttpListener();
        listener.Prefixes.Add("http://127.0.0.1:" + arguments[0] + "/");
        listener.Start();
        while (true)
        {
            var context = listener.GetContext();
            ThreadPool.QueueUserWorkItem(_ => Serve(context));
        }
    }

    static void Serve(HttpListenerContext context)
    {
        try
        {
            try
            {
                Route(context);
            }
            catch (Problem problem)
            {
                Fail(context.Response, problem);
            }
            catch (Exception error)
            {
                Console.Error.WriteLine(error);
                Fail(context.Response, new Problem(501, "internal", "Internal server error"));
            }
            context.Response.Close();
        }
        catch (Exception error)
        {
            Console.Error.WriteLine(error.Message);
        }
    }

    static void Fail(HttpListenerResponse response, Problem problem)
    {
        var error = new JObject(new JProperty("id", Guid.NewGuid().ToString()), new JProperty("status", problem.Status.ToString()),
                                new JProperty("code", problem.Code), new JProperty("title", problem.Message));
        if (problem.Pointer != null) error["source"] = new JObject(new JProperty("pointer", problem.Pointer));
        if (problem.Status == 401) response.AddHeader("WWW-Authenticate", "Bearer");
        Send(response, problem.Status, JsonApi, new JObject(new JProperty("errors", new JArray(error))));
    }

    static void Send(HttpListenerResponse response, int status, string type, JToken document)
    {
        var bytes = Utf8.GetBytes(document.ToString(Formatting.None));
        response.StatusCode = status;
        response.ContentType = type;
        response.ContentLength64 = bytes.Length;
        response.OutputStream.Write(bytes, 0, bytes.Length);
    }

    static void Route(HttpListenerContext context)
    {
        var request = context.Request;
        var path = request.Url.AbsolutePath.Split('/');
        var attributes = path.Length == 4 && path[1] == "user" && path[3] == "attributes";
        var user = path.Length == 5 && path[1] == "user" && path[3] == "users";
        if (!attributes && !user) throw new Problem(404, "not-found", "Resource not found");
        var credentials = (request.Headers["Authorization"] ?? "").Split(new[] { ' ' }, 2);
        Person person = null;
        if (credentials.Length == 2 && credentials[0].Equals("Bearer", StringComparison.OrdinalIgnoreCase))
            Tokens.TryGetValue(credentials[1].Trim(), out person);
        if (person == null || person.Role == "expired") throw new Problem(401, "unauthorized", "OAuth token missing or invalid");
        if (person.Role == "unlinked") throw new Problem(401, "missing-linked-identity", "Missing linked identity for authorized access");
        var method = request.HttpMethod;
        var reads = method == "GET" || method == "HEAD";
        if (!reads && method != "PUT" && !(method == "PATCH" && user)) throw new Problem(405, "method", "Method not allowed");
        if (!reads && person.Role == "reader") throw new Problem(403, "forbidden", "Forbidden");
        if (attributes)
        {
            ServeAttributes(context, person, reads);
            return;
        }
        Guid guid;
        if (!Guid.TryParseExact(path[4], "D", out guid)) throw new Problem(404, "not-found", "Resource not found");
        var id = guid.ToString();
        if (person.Role != "admin" && person.Id != id) throw new Problem(403, "forbidden", "Forbidden");
        Person found;
        if (!People.TryGetValue(id, out found)) throw new Problem(404, "not-found", "Resource not found");
        var given = reads ? null : Given(request, id, method == "PATCH");
        JObject shown;
        lock (People)
        {
            if (!reads)
            {
                var record = method == "PUT" ? new JObject() : (JObject)found.Record.DeepClone();
                foreach (var member in given.Properties())
                {
                    if (member.Name == "address" && member.Value is JObject && record["address"] is JObject)
                        foreach (var part in ((JObject)member.Value).Properties()) record["address"][part.Name] = part.Value;
                    else if (member.Value.Type == JTokenType.Null) record.Remove(member.Name);
                    else record[member.Name] = member.Value;
                }
                found.Record = record;
            }
            shown = (JObject)found.Record.DeepClone();
        }
        shown["createdAt"] = found.CreatedAt;
        Send(context.Response, 200, JsonApi, new JObject(new JProperty("data", new JObject(
            new JProperty("type", "User"), new JProperty("id", id), new JProperty("attributes", shown)))));
    }

    static void ServeAttributes(HttpListenerContext context, Person person, bool reads)
    {
        if (reads)
        {
            lock (People) Send(context.Response, 200, "application/json", person.Attributes);
            return;
        }
        var given = Read(context.Request, 400) as JObject;
        if (given == null) throw new Problem(400, "not-an-object", "The body must be an object", "");
        lock (People)
        {
            var attributes = (JObject)person.Attributes.DeepClone();
            foreach (var member in given.Properties()) attributes[member.Name] = member.Value;
            person.Attributes = attributes;
        }
        context.Response.StatusCode = 204;
    }

    static JToken Read(HttpListenerRequest request, int malformed)
    {
        try
        {
            using (var reader = new StreamReader(request.InputStream, Utf8)) return Parse(reader.ReadToEnd());
        }
        catch (JsonReaderException error)
        {
            throw new Problem(malformed, "malformed", "Malformed JSON: " + error.Message);
        }
        catch (DecoderFallbackException)
        {
            throw new Problem(malformed, "malformed", "Malformed UTF-8");
        }
    }

    static JObject Given(HttpListenerRequest request, string id, bool partial)
    {
        var accept = request.Headers["Accept"];
        if (accept != null && !accept.ToLowerInvariant().Split(',').Any(range =>
        {
            var parts = range.Split(';').Select(part => part.Trim()).ToArray();
            return new[] { "*/*", "application/*", JsonApi }.Contains(parts[0]) && !parts.Skip(1).Any(part => Regex.IsMatch(part, @"^q=0(\.0*)?$"));
        }))
            throw new Problem(406, "accept", "The specified accept header is invalid");
        if (!JsonApi.Equals(request.ContentType, StringComparison.OrdinalIgnoreCase))
            throw new Problem(415, "content-type", "The specified content type header is invalid");
        var document = Read(request, 400) as JObject;
        if (document == null) throw new Problem(422, "document", "The document must be an object", "");
        var data = document["data"] as JObject;
        if (data == null) throw new Problem(422, "data", "data must be an object", document["data"] == null ? "" : "/data");
        var type = data["type"];
        if (type == null || type.Type != JTokenType.String || (string)type != "User")
            throw new Problem(422, "type", "type must be User", type == null ? "/data" : "/data/type");
        var own = data["id"];
        if (own != null && (own.Type != JTokenType.String || !id.Equals((string)own, StringComparison.OrdinalIgnoreCase)))
            throw new Problem(422, "id", "id must be the user's", "/data/id");
        var attributes = data["attributes"] as JObject;
        if (attributes == null && data["attributes"] == null && partial) attributes = new JObject();
        if (attributes == null)
            throw new Problem(422, "attributes", "attributes must be an object", data["attributes"] == null ? "/data" : "/data/attributes");
        var given = new JObject();
        foreach (var member in attributes.Properties())
        {
            if (member.Name == "address") given["address"] = Address(member.Value);
            else if (Texts.Contains(member.Name)) given[member.Name] = Text(member.Name, member.Value);
        }
        return given;
    }

    static JToken Text(string name, JToken value)
    {
        var pointer = "/data/attributes/" + name;
        if (value.Type == JTokenType.Null) return value;
        if (value.Type != JTokenType.String) throw new Problem(422, "type", name + " must be a string", pointer);
        var text = (string)value;
        if (name == "gender" && text != "male" && text != "female" && text != "other")
            throw new Problem(422, "gender", "gender must be male, female or other", pointer);
        if (name == "email" && !Email.IsMatch(text)) throw new Problem(422, "email", "email must be an e-mail address", pointer);
        if (name == "birthDate" && !IsBirthDate(text)) throw new Problem(422, "birth-date", "birthDate must be a date", pointer);
        return value;
    }

    static JToken Address(JToken value)
    {
        if (value.Type == JTokenType.Null) return value;
        var address = value as JObject;
        if (address == null) throw new Problem(422, "type", "address must be an object", "/data/attributes/address");
        var given = new JObject();
        foreach (var member in address.Properties())
        {
            var number = AddressNumbers.Contains(member.Name);
            if (!number && !AddressTexts.Contains(member.Name)) continue;
            var type = member.Value.Type;
            if (type != JTokenType.String && type != JTokenType.Null && !(number && (type == JTokenType.Integer || type == JTokenType.Float)))
                throw new Problem(422, "type", member.Name + " has the wrong type", "/data/attributes/address/" + member.Name);
            given[member.Name] = member.Value;
        }
        return given;
    }

    static bool IsBirthDate(string text)
    {
        var match = Date.Match(text);
        if (!match.Success) return false;
        if (!match.Groups[2].Success) return true;
        var year = int.Parse(match.Groups[1].Value);
        var month = int.Parse(match.Groups[3].Value);
        var day = int.Parse(match.Groups[4].Value);
        return month >= 1 && month <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year == 0 ? 2000 : year, month);
    }
}
