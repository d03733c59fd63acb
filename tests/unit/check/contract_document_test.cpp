// Contract areas 2 and 3: User documents, /attributes, error documents.
#include <gtest/gtest.h>

#include "unit/check/book.hpp"

namespace conform {
namespace {

using nlohmann::json;
using test::Asked;
using test::check;
using test::error_document;
using test::reported;
using test::response;
using test::some_id;
using test::user_document;
using Lines = std::vector<std::string>;

json error_with(json members) {
  json error = error_document(422)["errors"][0];
  error.update(members);
  return {{"errors", {error}}};
}

const Asked refused{.operation = "setUser"};

TEST(ContractUser, EveryOperationThatNamesAUserAnswersWithOne) {
  for (const char* id : {"setUser", "updateUser", "getUser"}) {
    EXPECT_EQ(reported(check(response(200, json{{"data", nullptr}}), {.operation = id})),
              Lines{"must USER-DATA contract.user at /data"})
        << id;
  }
}

TEST(ContractUser, DocumentSpeaksForItsRequirement) {
  EXPECT_EQ(reported(check(response(200, json(nullptr)))), Lines{"must USER-DOCUMENT contract.user at "});
  EXPECT_EQ(reported(check(response(200, json::array()))), Lines{"must USER-DOCUMENT contract.user at "});
  EXPECT_EQ(reported(check(response(200, json::object()))), Lines{"must USER-DOCUMENT contract.user at "});
  EXPECT_EQ(reported(check(response(200, json{{"data", json::array()}}))),
            Lines{"must USER-DATA contract.user at /data"});
}

TEST(ContractUser, TypeAndIdSpeakForTheirRequirements) {
  json document = user_document();
  document["data"]["type"] = "user";
  EXPECT_EQ(reported(check(response(200, document))), Lines{"must USER-TYPE contract.user at /data/type"});
  document = user_document();
  document["data"]["attributes"] = json::array();
  EXPECT_EQ(reported(check(response(200, document))), Lines{"must USER-ATTRIBUTES contract.user at /data/attributes"});
}

TEST(ContractUser, ErrorsBesideDataAreAFinding) {
  json document = user_document();
  document["errors"] = error_document(422)["errors"];
  EXPECT_EQ(reported(check(response(200, document))), Lines{"must USER-NO-ERRORS contract.user at /errors"});
}

TEST(ContractUser, ErrorsInPlaceOfDataAreAFinding) {
  const auto findings = check(response(200, error_document(422)));
  ASSERT_FALSE(findings.empty());
  for (const Finding& finding : findings) {
    EXPECT_EQ(finding.rule, "contract.user");
    EXPECT_EQ(finding.level, Level::must);
  }
}

TEST(ContractUser, EveryAttributeSpeaksForItsRequirement) {
  const std::vector<std::pair<json, std::string>> samples{
      {{{"firstName", 1}}, "USER-FIRST-NAME contract.user at /data/attributes/firstName"},
      {{{"lastName", true}}, "USER-LAST-NAME contract.user at /data/attributes/lastName"},
      {{{"email", "ada"}}, "USER-EMAIL contract.user at /data/attributes/email"},
      {{{"phoneNumber", 49}}, "USER-PHONE-NUMBER contract.user at /data/attributes/phoneNumber"},
      {{{"pictureUrl", 1}}, "USER-PICTURE-URL contract.user at /data/attributes/pictureUrl"},
      {{{"gender", "diverse"}}, "USER-GENDER contract.user at /data/attributes/gender"},
      {{{"createdAt", "yesterday"}}, "USER-CREATED-AT contract.user at /data/attributes/createdAt"},
      {{{"birthDate", "1985-02-30"}}, "USER-BIRTH-DATE contract.user at /data/attributes/birthDate"},
      {{{"address", "DE"}}, "USER-ADDRESS contract.user at /data/attributes/address"},
      {{{"address", {{"country", 1}}}}, "USER-ADDRESS-COUNTRY contract.user at /data/attributes/address/country"},
      {{{"address", {{"locality", 1}}}}, "USER-ADDRESS-LOCALITY contract.user at /data/attributes/address/locality"},
      {{{"address", {{"street", 1}}}}, "USER-ADDRESS-STREET contract.user at /data/attributes/address/street"},
      {{{"address", {{"houseNo", true}}}}, "USER-ADDRESS-HOUSE-NO contract.user at /data/attributes/address/houseNo"},
      {{{"address", {{"additionalAddressLink", 1}}}},
       "USER-ADDRESS-LINK contract.user at /data/attributes/address/additionalAddressLink"},
      {{{"address", {{"region", 1}}}}, "USER-ADDRESS-REGION contract.user at /data/attributes/address/region"},
      {{{"address", {{"postalCode", true}}}},
       "USER-ADDRESS-POSTAL-CODE contract.user at /data/attributes/address/postalCode"},
      {{{"locale", "German (Germany)"}}, "USER-LOCALE contract.user at /data/attributes/locale"},
      {{{"zoneInfo", "Karlsruhe"}}, "USER-ZONE-INFO contract.user at /data/attributes/zoneInfo"}};
  for (const auto& [attributes, finding] : samples) {
    Lines found = reported(check(response(200, user_document(attributes))));
    std::erase_if(found, [](const std::string& line) { return line.starts_with("should "); });
    EXPECT_EQ(found, Lines{"must " + finding}) << attributes;
  }
}

TEST(ContractUser, RecommendationsAreFindingsAtShouldLevel) {
  EXPECT_EQ(reported(check(response(200, user_document({{"phoneNumber", "0721 1234"}})))),
            Lines{"should USER-PHONE-E164 contract.user-should at /data/attributes/phoneNumber"});
  EXPECT_EQ(reported(check(response(200, user_document({{"pictureUrl", "/img/1"}})))),
            Lines{"should USER-PICTURE-URI contract.user-should at /data/attributes/pictureUrl"});
  EXPECT_EQ(reported(check(response(200, user_document({{"locale", "en_US"}})))),
            Lines{"should USER-LOCALE-BCP47 contract.user-should at /data/attributes/locale"});
  EXPECT_EQ(reported(check(response(200, user_document({{"zoneInfo", "Europe/Karlsruhe"}})))),
            Lines{"should USER-ZONE-INFO-KNOWN contract.user-should at /data/attributes/zoneInfo"})
      << "a later release of the database may have it";
  json document = user_document();
  document["meta"] = json::array();
  EXPECT_EQ(reported(check(response(200, document))), Lines{"should USER-JSON-API contract.user-should at /meta"});
}

TEST(ContractUser, UnknownMembersAreNoFinding) {
  json document = user_document({{"nickName", "ada"}, {"address", {{"planet", "Earth"}}}});
  document["meta"] = json::object();
  document["data"]["links"] = json::object();
  EXPECT_EQ(reported(check(response(200, document))), Lines{});
}

TEST(ContractUser, AbsentNullAndEmptyAttributesAreNoFinding) {
  EXPECT_EQ(reported(check(response(200, user_document({{"email", nullptr},
                                                        {"gender", ""},
                                                        {"birthDate", ""},
                                                        {"address", json::object()},
                                                        {"locale", nullptr}})))),
            Lines{});
}

TEST(ContractUserId, HasToBeThatOfThePath) {
  const auto findings = check(response(200, user_document(json::object(), "6c1c5f2e-6a3c-4c52-9a3b-1f0f3ad9a9b5")));
  EXPECT_EQ(reported(findings), Lines{"must USER-ID-OF-PATH contract.user-id at /data/id"});
  EXPECT_EQ(findings.front().expected, some_id);
}

TEST(ContractUserId, KnowsAnIdInAnotherForm) {
  const std::string bare = "6c1c5f2e6a3c4c529a3b1f0f3ad9a9b4";
  for (const std::string& path : {bare, "%7B" + std::string{some_id} + "%7D", "urn:uuid:" + std::string{some_id}}) {
    EXPECT_EQ(reported(check(response(200, user_document(json::object(), some_id)), {.user_id = path})), Lines{})
        << path;
    EXPECT_EQ(reported(check(response(200, user_document(json::object(), "6c1c5f2e-6a3c-4c52-9a3b-1f0f3ad9a9b5")),
                             {.user_id = path})),
              Lines{"must USER-ID-OF-PATH contract.user-id at /data/id"})
        << path;
  }
}

TEST(ContractUserId, IgnoresLetterCase) {
  EXPECT_EQ(reported(check(response(200, user_document(json::object(), "6C1C5F2E-6A3C-4C52-9A3B-1F0F3AD9A9B4")))),
            Lines{});
}

TEST(ContractUserId, HasToBeAUuid) {
  EXPECT_EQ(reported(check(response(200, user_document(json::object(), "7")), {.user_id = "7"})),
            Lines{"must USER-ID-UUID contract.user at /data/id"});
}

TEST(ContractUserId, ThatIsNoTextIsLeftToTheSchema) {
  json document = user_document();
  document["data"]["id"] = 7;
  EXPECT_EQ(reported(check(response(200, document))), Lines{"must USER-ID-UUID contract.user at /data/id"});
}

TEST(ContractUserId, IsNotComparedWithoutOneInThePath) {
  EXPECT_EQ(reported(check(response(200, user_document()), {.user_id = ""})), Lines{});
}

TEST(ContractUserId, OfErrorsIsNotCompared) { EXPECT_EQ(reported(check(response(404, error_document(404)))), Lines{}); }

TEST(ContractAttributes, HaveToBeAnObject) {
  for (const json& document : {json::array(), json("x"), json(nullptr), json(1)}) {
    EXPECT_EQ(reported(check(response(200, document, "application/json"), {.operation = "getUserAttributes"})),
              Lines{"must ATTRIBUTES-OBJECT contract.attributes at "})
        << document;
  }
}

TEST(ContractAttributes, MayHoldAnything) {
  const json document{{"a", 1}, {"b", {{"c", nullptr}}}, {"", json::array()}};
  EXPECT_EQ(reported(check(response(200, document, "application/json"), {.operation = "getUserAttributes"})), Lines{});
}

TEST(ContractError, DocumentSpeaksForItsRequirement) {
  EXPECT_EQ(reported(check(response(422, json::array()), refused)), Lines{"must ERROR-DOCUMENT contract.error at "});
  EXPECT_EQ(reported(check(response(422, json{{"error", "x"}}), refused)),
            Lines{"must ERROR-DOCUMENT contract.error at "});
  EXPECT_EQ(reported(check(response(422, json{{"errors", json::object()}}), refused)),
            Lines{"must ERROR-ARRAY contract.error at /errors"});
  EXPECT_EQ(reported(check(response(422, json{{"errors", json::array()}}), refused)),
            Lines{"must ERROR-ARRAY contract.error at /errors"});
  EXPECT_EQ(reported(check(response(422, json{{"errors", {"x"}}}), refused)),
            Lines{"must ERROR-OBJECT contract.error at /errors/0"});
}

TEST(ContractError, DataBesideErrorsIsAFinding) {
  json document = error_document(422);
  document["data"] = nullptr;
  EXPECT_EQ(reported(check(response(422, document), refused)), Lines{"must ERROR-NO-DATA contract.error at /data"});
}

TEST(ContractError, EveryMemberSpeaksForItsRequirement) {
  const std::vector<std::pair<json, std::string>> samples{
      {{{"id", 1}}, "ERROR-ID contract.error at /errors/0/id"},
      {{{"links", 1}}, "ERROR-LINKS contract.error at /errors/0/links"},
      {{{"status", 422}}, "ERROR-STATUS contract.error at /errors/0/status"},
      {{{"code", 1}}, "ERROR-CODE contract.error at /errors/0/code"},
      {{{"title", 1}}, "ERROR-TITLE contract.error at /errors/0/title"},
      {{{"detail", 1}}, "ERROR-DETAIL contract.error at /errors/0/detail"},
      {{{"source", "x"}}, "ERROR-SOURCE contract.error at /errors/0/source"},
      {{{"source", {{"pointer", 1}}}}, "ERROR-POINTER contract.error at /errors/0/source/pointer"},
      {{{"source", {{"parameter", 1}}}}, "ERROR-PARAMETER contract.error at /errors/0/source/parameter"},
      {{{"meta", json::array()}}, "ERROR-META contract.error at /errors/0/meta"}};
  for (const auto& [members, finding] : samples) {
    EXPECT_EQ(reported(check(response(422, error_with(members)), refused)), Lines{"must " + finding}) << members;
  }
}

TEST(ContractError, IsCheckedForEveryDocumentedErrorOfEveryOperation) {
  for (const Operation& operation : test::book().contracts.back().operations) {
    for (const auto& [status, documented] : operation.responses) {
      if (status < 400) continue;
      const auto findings = check(response(status, json{{"message", "no"}}),
                                  {.operation = operation.id, .version = test::book().contracts.back().version});
      EXPECT_EQ(reported(findings), Lines{"must ERROR-DOCUMENT contract.error at "}) << operation.id << " " << status;
    }
  }
}

TEST(ContractError, RecommendationsAreFindingsAtShouldLevel) {
  json document = error_document(422);
  document["errors"][0].erase("title");
  const auto findings = check(response(422, document), refused);
  EXPECT_EQ(reported(findings), Lines{"should ERROR-TELLING contract.error-should at /errors/0"});
  EXPECT_EQ(findings.front().expected, "member \"title\"");
}

TEST(ContractErrorStatus, HasToBeThatOfTheAnswer) {
  const auto findings = check(response(422, error_with({{"status", "400"}})), refused);
  EXPECT_EQ(reported(findings), Lines{"must ERROR-STATUS-OF-ANSWER contract.error-status at /errors/0/status"});
  EXPECT_EQ(findings.front().expected, "\"422\"");
  EXPECT_EQ(findings.front().actual, "\"400\"");
}

TEST(ContractErrorStatus, OfSeveralErrorsIsThatOfTheAnswerInOne) {
  json document = error_document(422);
  document["errors"].push_back(error_document(404)["errors"][0]);
  EXPECT_EQ(reported(check(response(422, document), refused)), Lines{});
  document["errors"][0]["status"] = "400";
  EXPECT_EQ(reported(check(response(422, document), refused)),
            Lines{"must ERROR-STATUS-OF-ANSWER contract.error-status at /errors/0/status"});
}

TEST(ContractErrorStatus, OfSeveralErrorsIsNotedWhereOneIsThatOfTheAnswer) {
  const auto noted = [](const std::vector<const char*>& statuses) {
    json document{{"errors", json::array()}};
    for (const char* status : statuses)
      document["errors"].push_back({{"id", "a7"}, {"status", status}, {"code", "no"}, {"title", "No"}});
    const ResponseOrError response_or_error = response(422, document);
    Lines lines;
    const Asked asked{.operation = "updateUser"};
    for (const Notice& notice :
         check_contract(test::api_exchange(response_or_error, asked), {.schemas = test::book().schemas}).notices)
      lines.push_back(notice.observation + " " + notice.interpretation + " at " + notice.where);
    return lines;
  };
  EXPECT_EQ(noted({"422", "400"}), Lines{"error-object-status differs at /errors"});
  EXPECT_EQ(noted({"400", "422", "422"}), Lines{"error-object-status differs at /errors"});
  EXPECT_EQ(noted({"422", "422"}), Lines{"error-object-status same at /errors"});
  EXPECT_EQ(noted({"422"}), Lines{}) << "one error says nothing of several";
  EXPECT_EQ(noted({"400", "403"}), Lines{}) << "a finding";
}

TEST(ContractErrorPointer, HasToResolveInTheRequest) {
  Asked asked{.operation = "setUser", .sent = user_document({{"email", "ada"}, {"a/b", 1}})};
  for (const char* pointer : {"", "/data", "/data/attributes/email", "/data/attributes/a~1b"}) {
    EXPECT_EQ(reported(check(response(422, error_with({{"source", {{"pointer", pointer}}}})), asked)), Lines{})
        << pointer;
  }
  const auto findings = check(response(422, error_with({{"source", {{"pointer", "/data/email"}}}})), asked);
  EXPECT_EQ(reported(findings),
            Lines{"should ERROR-POINTER-RESOLVES expect.pointer-resolves at /errors/0/source/pointer"});
  EXPECT_EQ(findings.front().actual, "\"/data/email\"");
}

TEST(ContractErrorPointer, ThatIsNoPointerIsFound) {
  const Asked asked{.operation = "setUser", .sent = user_document()};
  const auto findings = check(response(422, error_with({{"source", {{"pointer", "data.email"}}}})), asked);
  EXPECT_EQ(reported(findings),
            (Lines{"should ERROR-POINTER-SYNTAX contract.error-should at /errors/0/source/pointer",
                   "should ERROR-POINTER-RESOLVES expect.pointer-resolves at /errors/0/source/pointer"}));
}

TEST(ContractErrorPointer, CanOnlyNameTheWholeOfARequestWithoutADocument) {
  EXPECT_EQ(reported(check(response(422, error_with({{"source", {{"pointer", ""}}}})), refused)), Lines{});
  EXPECT_EQ(reported(check(response(422, error_with({{"source", {{"pointer", "/data"}}}})), refused)),
            Lines{"should ERROR-POINTER-RESOLVES expect.pointer-resolves at /errors/0/source/pointer"});
}

TEST(ContractErrorPointer, IsNotResolvedInARequestThatCannotBeRead) {
  const Asked asked{.operation = "setUser", .sent_unreadable = true};
  EXPECT_EQ(reported(check(response(422, error_with({{"source", {{"pointer", "/data"}}}})), asked)), Lines{});
}

TEST(ContractCap, LowersFindingsInDocumentsToShould) {
  EXPECT_EQ(reported(check(response(200, user_document({{"email", "ada"}})), {.max_level = Level::should})),
            Lines{"should USER-EMAIL contract.user at /data/attributes/email"});
}

TEST(OwnValues, ThatComeBackAreNoSchemaFinding) {
  SentValues sent;
  sent.note({{"email", "ada"}, {"address", {{"houseNo", true}}}, {"locale", "en_US"}});
  const json attributes{{"email", "ada"}, {"address", {{"houseNo", true}}}, {"locale", "en_US"}};
  EXPECT_EQ(reported(check(response(200, user_document(attributes)), {.given_values = &sent})), Lines{});
}

TEST(OwnValues, ExcuseNothingElse) {
  SentValues sent;
  sent.note({{"email", "ada"}, {"id", "x"}, {"type", "x"}});
  json document = user_document({{"email", "grace"}, {"pictureUrl", 7}});
  document["data"]["type"] = "x";
  EXPECT_EQ(reported(check(response(200, document), {.given_values = &sent})),
            (Lines{"must USER-EMAIL contract.user at /data/attributes/email",
                   "must USER-PICTURE-URL contract.user at /data/attributes/pictureUrl",
                   "must USER-TYPE contract.user at /data/type"}));
}

TEST(OwnValues, CountForTheirAttributeOnly) {
  SentValues sent;
  sent.note({{"firstName", "ada"}});
  EXPECT_EQ(reported(check(response(200, user_document({{"email", "ada"}})), {.given_values = &sent})),
            Lines{"must USER-EMAIL contract.user at /data/attributes/email"});
}

// ---- many violations

TEST(ContractError, ManyDeparturesAreToldUpToANumberAndThenCounted) {
  json document{{"errors", json::array()}};
  for (int i = 0; i < 30; ++i) document["errors"].push_back({{"title", i}});
  const auto must = [&] {
    auto findings = check(response(422, document), refused);
    std::erase_if(findings, [](const Finding& finding) { return finding.level != Level::must; });
    return findings;
  };
  const auto findings = must();
  ASSERT_EQ(findings.size(), 21U);
  EXPECT_EQ(findings.back().requirement, "ERROR-DOCUMENT");
  EXPECT_EQ(findings.back().actual, "10 more violations");
  for (std::size_t i = 29; i >= 20; --i) document["errors"].erase(i);
  EXPECT_EQ(must().size(), 20U);
}

}  // namespace
}  // namespace conform
