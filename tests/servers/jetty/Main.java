// The User API with Jetty, a servlet and Jackson.
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import javax.servlet.http.HttpServlet;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.servlet.ServletContextHandler;
import org.eclipse.jetty.servlet.ServletHolder;

public class Main {
    static final String JSON_API = "application/vnd.api+json";

    static class Problem extends RuntimeException {
        final int status;
        final String code;
        final List<String> pointers;

        Problem(int status, String code, String title, String... pointers) {
            super(title);
            this.status = status;
            this.code = code;
            this.pointers = List.of(pointers);
        }
    }

    static class Person {
        String id;
        String role;
        String createdAt;
        ObjectNode record;
        ObjectNode attributes;
    }

    static class Users extends HttpServlet {
        static final Set<String> TEXTS = Set.of("firstName", "lastName", "email", "phoneNumber", "pictureUrl", "gender", "birthDate",
                                                "locale", "zoneInfo");
        static final Set<String> ADDRESS_TEXTS = Set.of("country", "locality", "street", "additionalAddressLink", "region");
        static final Set<String> ADDRESS_NUMBERS = Set.of("houseNo", "postalCode");
        static final Set<String> UNIQUE = Set.of("email", "phoneNumber");
        static final Pattern EMAIL = Pattern.compile("[\\w!#$%&'*+/=?`{|}~^-]+(?:\\.[\\w!#$%&'*+/=?`{|}~^-]+)*@(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?\\.)+[a-zA-Z]{2,}");
        static final Pattern DAY = Pattern.compile("([0-9]{4})(-[0-9]{2}-[0-9]{2})(T.*)?");

        final ObjectMapper mapper = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
        final Map<String, Person> people = new HashMap<>();
        final Map<String, Person> tokens = new HashMap<>();

        Users(File seed) throws IOException {
            for (JsonNode given : mapper.readTree(seed).get("people")) {
                Person person = new Person();
                person.id = given.get("id").asText();
                person.role = given.get("role").asText();
                person.createdAt = given.get("createdAt").asText().replace("Z", ".000Z");
                person.record = (ObjectNode) given.get("attributes");
                person.attributes = mapper.createObjectNode();
                people.put(person.id, person);
                tokens.put(given.get("token").asText(), person);
            }
        }

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
            try {
                serve(request, response);
            } catch (Problem problem) {
                fail(response, problem);
            } catch (RuntimeException error) {
                error.printStackTrace();
                fail(response, new Problem(501, "internal", "Internal server error"));
            }
        }

        void fail(HttpServletResponse response, Problem problem) throws IOException {
            ArrayNode errors = mapper.createArrayNode();
            List<String> pointers = new ArrayList<>(problem.pointers);
            if (pointers.isEmpty()) {
                pointers.add(null);
            }
            for (String pointer : pointers) {
                ObjectNode error = errors.addObject();
                error.put("id", UUID.randomUUID().toString());
                error.put("status", Integer.toString(problem.status));
                error.put("code", problem.code);
                error.put("title", problem.getMessage());
                if (pointer != null) {
                    error.putObject("source").put("pointer", pointer);
                }
            }
            if (problem.status == 401) {
                response.setHeader("WWW-Authenticate", "Bearer realm=\"users\"");
            }
            write(response, problem.status, JSON_API, mapper.createObjectNode().set("errors", errors));
        }

        void write(HttpServletResponse response, int status, String type, JsonNode document) throws IOException {
            response.setStatus(status);
            response.setContentType(type);
            mapper.writeValue(response.getOutputStream(), document);
        }

        JsonNode read(HttpServletRequest request, int status) throws IOException {
            try (InputStream stream = request.getInputStream()) {
                return mapper.readTree(stream);
            } catch (JsonProcessingException error) {
                throw new Problem(status, "malformed", "The body is not JSON");
            }
        }

        Person authenticate(HttpServletRequest request) {
            String header = request.getHeader("Authorization");
            Person person = null;
            if (header != null && header.regionMatches(true, 0, "Bearer ", 0, 7)) {
                person = tokens.get(header.substring(7).trim());
            }
            if (person == null || person.role.equals("expired")) {
                throw new Problem(401, "unauthorized", "OAuth token missing or invalid");
            }
            if (person.role.equals("unlinked")) {
                throw new Problem(401, "missing-linked-identity", "Missing linked identity for authorized access");
            }
            return person;
        }

        void serve(HttpServletRequest request, HttpServletResponse response) throws IOException {
            String[] path = request.getPathInfo() == null ? new String[0] : request.getPathInfo().split("/", -1);
            boolean attributes = path.length == 3 && path[2].equals("attributes");
            boolean user = path.length == 4 && path[2].equals("users");
            if (!attributes && !user) {
                throw new Problem(404, "not-found", "Resource not found");
            }
            Person person = authenticate(request);
            String method = request.getMethod();
            boolean reads = method.equals("GET") || method.equals("HEAD");
            if (!reads && !method.equals("PUT") && !(user && method.equals("PATCH"))) {
                response.setHeader("Allow", user ? "GET, HEAD, PUT, PATCH" : "GET, HEAD, PUT");
                throw new Problem(405, "method", "Method not allowed");
            }
            if (!reads && person.role.equals("reader")) {
                throw new Problem(403, "forbidden", "Forbidden");
            }
            if (attributes) {
                serveAttributes(request, response, person, reads);
                return;
            }
            String id;
            try {
                id = UUID.fromString(path[3]).toString();
            } catch (IllegalArgumentException error) {
                throw new Problem(404, "not-found", "Resource not found");
            }
            if (!person.role.equals("admin") && !person.id.equals(id)) {
                throw new Problem(403, "forbidden", "Forbidden");
            }
            Person found = people.get(id);
            if (found == null) {
                throw new Problem(404, "not-found", "Resource not found");
            }
            ObjectNode given = reads ? null : given(request, id);
            ObjectNode document = mapper.createObjectNode();
            synchronized (this) {
                if (!reads) {
                    ObjectNode record = method.equals("PUT") ? mapper.createObjectNode() : found.record.deepCopy();
                    if (record.get("address") instanceof ObjectNode && given.get("address") instanceof ObjectNode) {
                        ((ObjectNode) record.get("address")).setAll((ObjectNode) given.remove("address"));
                    }
                    record.setAll(given);
                    refuseTaken(found, record);
                    found.record = record;
                }
                ObjectNode data = document.putObject("data");
                data.put("type", "User").put("id", id);
                ObjectNode shown = data.putObject("attributes");
                shown.setAll(found.record);
                shown.put("createdAt", found.createdAt);
            }
            write(response, 200, JSON_API, document);
        }

        void refuseTaken(Person person, ObjectNode record) {
            for (Person other : people.values()) {
                for (String name : UNIQUE) {
                    JsonNode value = record.get(name);
                    if (other != person && value != null && !value.asText().isEmpty() && value.equals(other.record.get(name))) {
                        throw new Problem(422, "taken", name + " belongs to another user", "/data/attributes/" + name);
                    }
                }
            }
        }

        void serveAttributes(HttpServletRequest request, HttpServletResponse response, Person person, boolean reads) throws IOException {
            if (reads) {
                synchronized (this) {
                    write(response, 200, "application/json", person.attributes);
                }
                return;
            }
            String type = request.getContentType();
            if (type == null || !type.split(";")[0].trim().equalsIgnoreCase("application/json")) {
                throw new Problem(415, "content-type", "The attributes are application/json");
            }
            JsonNode given = read(request, 400);
            if (!given.isObject()) {
                throw new Problem(400, "not-an-object", "The attributes must be an object", "");
            }
            synchronized (this) {
                person.attributes.setAll((ObjectNode) given);
            }
            response.setStatus(204);
        }

        ObjectNode given(HttpServletRequest request, String id) throws IOException {
            String accept = request.getHeader("Accept");
            if (accept != null && !accepts(accept.toLowerCase(Locale.ROOT))) {
                throw new Problem(406, "accept", "The specified accept header is invalid");
            }
            if (request.getContentType() == null || !request.getContentType().equalsIgnoreCase(JSON_API)) {
                throw new Problem(415, "content-type", "The specified content type header is invalid");
            }
            JsonNode document = read(request, 400);
            JsonNode data = document.get("data");
            if (data == null || !data.isObject()) {
                throw new Problem(422, "data", "data must be an object", data == null ? "" : "/data");
            }
            if (!data.path("type").isTextual() || !data.get("type").asText().equals("User")) {
                throw new Problem(422, "type", "type must be User", data.has("type") ? "/data/type" : "/data");
            }
            if (data.has("id") && !(data.get("id").isTextual() && data.get("id").asText().equalsIgnoreCase(id))) {
                throw new Problem(422, "id", "id must be the user's", "/data/id");
            }
            JsonNode attributes = data.get("attributes");
            if (attributes == null || !attributes.isObject()) {
                throw new Problem(422, "attributes", "attributes must be an object", attributes == null ? "/data" : "/data/attributes");
            }
            ObjectNode given = mapper.createObjectNode();
            List<String> wrong = new ArrayList<>();
            for (Iterator<Map.Entry<String, JsonNode>> fields = attributes.fields(); fields.hasNext();) {
                Map.Entry<String, JsonNode> field = fields.next();
                String name = field.getKey();
                JsonNode value = field.getValue();
                if (name.equals("address")) {
                    given.set(name, address(value, wrong));
                } else if (TEXTS.contains(name)) {
                    if (!value.isTextual() || !valid(name, value.asText())) {
                        wrong.add("/data/attributes/" + name);
                    } else {
                        given.put(name, name.equals("email") ? value.asText().toLowerCase(Locale.ROOT) : value.asText());
                    }
                }
            }
            if (!wrong.isEmpty()) {
                throw new Problem(422, "invalid", "Invalid value", wrong.toArray(new String[0]));
            }
            return given;
        }

        ObjectNode address(JsonNode given, List<String> wrong) {
            ObjectNode address = mapper.createObjectNode();
            if (!given.isObject()) {
                wrong.add("/data/attributes/address");
                return address;
            }
            for (Iterator<Map.Entry<String, JsonNode>> fields = given.fields(); fields.hasNext();) {
                Map.Entry<String, JsonNode> field = fields.next();
                boolean number = ADDRESS_NUMBERS.contains(field.getKey());
                if (!number && !ADDRESS_TEXTS.contains(field.getKey())) {
                    continue;
                }
                if (field.getValue().isTextual() || (number && field.getValue().isNumber())) {
                    address.put(field.getKey(), field.getValue().asText());
                } else {
                    wrong.add("/data/attributes/address/" + field.getKey());
                }
            }
            return address;
        }

        boolean accepts(String accept) {
            for (String range : accept.split(",")) {
                String type = range.split(";")[0].trim();
                boolean excluded = range.replace(" ", "").matches(".*;q=0(\\.0*)?");
                if (!excluded && (type.equals("*/*") || type.equals("application/*") || type.equals(JSON_API))) {
                    return true;
                }
            }
            return false;
        }

        boolean valid(String name, String value) {
            switch (name) {
                case "gender": return Set.of("male", "female", "other").contains(value);
                case "email": return EMAIL.matcher(value).matches();
                case "birthDate": return birthDate(value);
                default: return true;
            }
        }

        boolean birthDate(String value) {
            if (value.matches("[0-9]{4}")) {
                return true;
            }
            var match = DAY.matcher(value);
            if (!match.matches()) {
                return false;
            }
            String day = (match.group(1).equals("0000") ? "2000" : match.group(1)) + match.group(2);
            try {
                LocalDate.parse(day);
                if (match.group(3) != null) {
                    OffsetDateTime.parse(day + match.group(3));
                }
                return true;
            } catch (DateTimeException error) {
                return false;
            }
        }
    }

    public static void main(String[] arguments) throws Exception {
        // Jetty keeps the header fields of a connection and finds them again whatever the letter case of their values, so
        // that a token in another letter case counts as the one before.
        HttpConfiguration configuration = new HttpConfiguration();
        configuration.setHeaderCacheSize(0);
        Server server = new Server();
        ServerConnector connector = new ServerConnector(server, new HttpConnectionFactory(configuration));
        connector.setHost("127.0.0.1");
        connector.setPort(Integer.parseInt(arguments[0]));
        server.addConnector(connector);
        ServletContextHandler context = new ServletContextHandler(ServletContextHandler.NO_SESSIONS);
        context.setContextPath("/");
        context.addServlet(new ServletHolder(new Users(new File(arguments[1]))), "/user/*");
        server.setHandler(context);
        server.start();
        server.join();
    }
}
