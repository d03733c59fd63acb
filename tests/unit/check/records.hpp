#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "base/gate.hpp"
#include "check/oracle.hpp"
#include "check/record.hpp"

namespace conform::test {

/// The attributes of a User.
inline RecordShape user_shape() {
  return {
      .attributes = {"firstName", "lastName", "email", "phoneNumber", "pictureUrl", "gender", "birthDate", "address",
                     "locale", "zoneInfo"},
      .address_members = {"country", "locality", "street", "houseNo", "additionalAddressLink", "region", "postalCode"},
      .server_managed = {"createdAt"}};
}

/// A record in which every attribute has a value.
inline nlohmann::json full_record() {
  return {{"firstName", "Ada"},
          {"lastName", "Lovelace"},
          {"email", "ada@example.com"},
          {"phoneNumber", "+14255551212"},
          {"pictureUrl", "https://example.com/ada.png"},
          {"gender", "female"},
          {"birthDate", "1985-12-10"},
          {"address",
           {{"country", "DE"},
            {"locality", "Karlsruhe"},
            {"street", "Kaiserstraße"},
            {"houseNo", "18a"},
            {"additionalAddressLink", "c/o Ada"},
            {"region", "BW"},
            {"postalCode", "76131"}}},
          {"locale", "de-DE"},
          {"zoneInfo", "Europe/Berlin"},
          {"createdAt", "2020-01-02T03:04:05Z"}};
}

/// Another one, with other values everywhere.
inline nlohmann::json other_record() {
  return {{"firstName", "Grace"},
          {"lastName", "Hopper"},
          {"email", "grace@example.org"},
          {"phoneNumber", "+56226872400"},
          {"pictureUrl", "https://example.org/grace.jpg"},
          {"gender", "other"},
          {"birthDate", "1976-02-29"},
          {"address",
           {{"country", "FR"},
            {"locality", "Lyon"},
            {"street", "Rue de la République"},
            {"houseNo", 7},
            {"additionalAddressLink", "Bâtiment B"},
            {"region", "ARA"},
            {"postalCode", 69002}}},
          {"locale", "en-US"},
          {"zoneInfo", "America/New_York"}};
}

inline std::string reported(const Difference& difference) {
  return (difference.max_level == Level::should ? "(should) " : "") + difference.rule + " at " + difference.where +
         ": " + plain(difference.fault);
}

inline std::vector<std::string> reported(const std::vector<Difference>& differences) {
  std::vector<std::string> lines;
  for (const Difference& difference : differences) lines.push_back(reported(difference));
  return lines;
}

}  // namespace conform::test
