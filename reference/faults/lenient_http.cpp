#include <string>
#include <utility>

#include "reference/faults/fault_entry.hpp"

// HTTP that only a lenient reader understands, and beside it HTTP that looks unusual and is right.

namespace conform::reference {

namespace {

using OnResponseBytes = std::function<void(HttpResponse&, Transmission&)>;

void add(FaultEntries& entries, const char* name, const char* description, const char* statement, const char* level,
         OnResponseBytes on_bytes) {
  entries.push_back(
      {{name, description, statement, level, 1, "", false}, [on_bytes = std::move(on_bytes)](Behaviour& behaviour) {
         behaviour.on_response_bytes.emplace_back(
             [on_bytes](const Call&, HttpResponse& response, Transmission& transmission) {
               on_bytes(response, transmission);
             });
       }});
}

OnResponseBytes with_status_line(std::string end) {
  return [end = std::move(end)](HttpResponse&, Transmission& transmission) {
    transmission.odd_status_line = true;
    transmission.status_line_end = end;
  };
}
OnResponseBytes with_lines(std::string lines) {
  return [lines = std::move(lines)](HttpResponse&, Transmission& transmission) { transmission.lines += lines; };
}
OnResponseBytes with_interim(std::string head) {
  return [head = std::move(head)](HttpResponse&, Transmission& transmission) { transmission.interim += head; };
}
OnResponseBytes with_chunks(std::string extension, std::string trailers) {
  return [extension = std::move(extension), trailers = std::move(trailers)](HttpResponse&, Transmission& transmission) {
    transmission.chunked = true;
    transmission.chunk_extension = extension;
    transmission.trailers = trailers;
  };
}

}  // namespace

void add_lenient_http_faults(FaultEntries& entries) {
  const auto fault = [&](const char* name, const char* description, const char* statement, OnResponseBytes on_bytes) {
    add(entries, name, description, statement, "should", std::move(on_bytes));
  };
  const char* status_line = "A status line has a space after the status code and printable characters in its reason.";
  fault("http-status-line-without-space", "Status lines end after the status code.", status_line, with_status_line(""));
  fault("http-reason-with-controls", "Reason phrases have control characters.", status_line,
        with_status_line(" Fine\x1b[0m"));
  const char* characters = "No field value has a control character except tab.";
  fault("http-value-with-escape", "A field value has an ESC.", characters, with_lines("X-Note: \x1b[1mbold\r\n"));
  fault("http-value-with-delete", "A field value has a DEL.", characters, with_lines("X-Note: a\x7Fz\r\n"));
  fault("http-trailer-with-controls", "A trailer's value has a control character.", characters,
        with_chunks("", "X-Sum: \x01\r\n"));
  const char* folding = "No field value continues on another line.";
  fault("http-folded-value", "A field value is folded.", folding, with_lines("X-Note: one\r\n two\r\n"));
  fault("http-folded-content-type", "Content-Type is folded.", folding,
        [](HttpResponse& response, Transmission& transmission) {
          const auto type = field_value(response.fields, "Content-Type");
          if (!type) return;
          transmission.lines += "Content-Type:\r\n " + std::string{*type} + "\r\n";
          erase_field(response.fields, "Content-Type");
        });
  fault("http-folded-interim", "A field of a 103 before the response is folded.", folding,
        with_interim("HTTP/1.1 103 Early Hints\r\nLink: </a>;\r\n\trel=help\r\n\r\n"));
  const char* once = "A field that is not a list occurs once and has one value.";
  fault("http-date-twice", "Date occurs twice.", once, with_lines("Date: Tue, 01 Dec 2026 00:00:00 GMT\r\n"));
  fault("http-length-twice", "Content-Length occurs twice.", once,
        [](HttpResponse& response, Transmission& transmission) {
          if (response.status != 204)
            transmission.lines += "Content-Length: " + std::to_string(response.body.size()) + "\r\n";
        });
  const char* chunks = "Only extensions (;name=value) follow a chunk size.";
  fault("http-chunk-extension-without-name", "Chunks have an extension without a name.", chunks,
        with_chunks(";=b", ""));
  fault("http-chunk-extension-unclosed", "Chunks have an extension whose quotes are not closed.", chunks,
        with_chunks(";a=\"b", ""));
  fault("http-chunk-extension-blank", "Chunks have white space before an extension.", chunks, with_chunks(" ;a=b", ""));
  const char* trailers = "No field that is needed before the content is a trailer.";
  fault("http-trailer-content-length", "Content-Length is a trailer.", trailers,
        with_chunks("", "Content-Length: 1\r\n"));
  fault("http-trailer-cookie", "Set-Cookie is a trailer.", trailers, with_chunks("", "Set-Cookie: a=b\r\n"));
  const char* interim = "A 1xx response has neither a Content-Length nor a Transfer-Encoding.";
  fault("http-interim-length", "A 103 with a Content-Length comes before each response.", interim,
        with_interim("HTTP/1.1 103 Early Hints\r\nContent-Length: 0\r\n\r\n"));
  fault("http-interim-chunked", "A 100 with a Transfer-Encoding comes before each response.", interim,
        with_interim("HTTP/1.1 100 Continue\r\nTransfer-Encoding: chunked\r\n\r\n"));
}

void add_odd_http_variants(FaultEntries& entries) {
  const auto variant = [&](const char* name, const char* description, const char* reading, OnResponseBytes on_bytes) {
    add(entries, name, description, reading, "must", std::move(on_bytes));
  };
  variant("http-no-reason", "Reason phrases are empty, after the space.", "RFC 9112 section 4: the reason is optional.",
          with_status_line(" "));
  variant("http-odd-reason", "Reason phrases have tabs and bytes that are not ASCII.",
          "RFC 9112 section 4: tab and obs-text are allowed.", with_status_line(" Sch\xf6n\tgut "));
  variant("http-odd-values", "Field values are empty, have tabs, or bytes that are not ASCII.",
          "RFC 9110 section 5.5: tab and obs-text are allowed.",
          with_lines("X-Empty:\r\nX-Tab: a\tb\t\r\nX-Latin:gr\xfc\xdf\r\nX-Utf8: \xe2\x82\xac\r\n"));
  variant("http-lists-in-lines", "Vary, Via and Cache-Control have several lines.",
          "RFC 9110 section 5.3: a list may be sent in several lines.",
          with_lines("Vary: Accept\r\nVary: Origin\r\nVia: 1.1 a\r\nVia: 1.1 b\r\nCache-Control: no-store\r\n"
                     "cache-control: private\r\nSet-Cookie: a=b\r\nSet-Cookie: c=d\r\n"));
  variant("http-chunk-extensions", "Chunks have extensions.", "RFC 9112 section 7.1.1: extensions are allowed.",
          with_chunks(";a;b=c;d=\"e \\\" ; f\"", ""));
  variant("http-trailers", "Responses have trailers.", "RFC 9110 section 6.5: fields may follow the content.",
          with_chunks("", "ETag: \"1\"\r\nServer-Timing: db;dur=1\r\nX-Sum:\t9 \r\nAccept-Ranges: none\r\n"));
  variant("http-interim-answers", "A 100, a 102 and a 103 come before each response.",
          "RFC 9110 section 15.2: a client must be able to parse 1xx responses that it did not expect.",
          with_interim("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 102 \r\n\r\nHTTP/1.1 103 Early Hints\r\n"
                       "Link: </a>; rel=help\r\nLink: </b>; rel=help\r\n\r\n"));
}

}  // namespace conform::reference
