// The User API with Gin.
package main

import (
	"crypto/rand"
	"encoding/json"
	"fmt"
	"math"
	"mime"
	"net/http"
	"os"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/gin-gonic/gin/binding"
	"github.com/go-playground/validator/v10"
)

const jsonAPI = "application/vnd.api+json"

type Address struct {
	Country               *string     `json:"country,omitempty"`
	Locality              *string     `json:"locality,omitempty"`
	Street                *string     `json:"street,omitempty"`
	HouseNo               interface{} `json:"houseNo,omitempty"`
	AdditionalAddressLink *string     `json:"additionalAddressLink,omitempty"`
	Region                *string     `json:"region,omitempty"`
	PostalCode            interface{} `json:"postalCode,omitempty"`
}

type Attributes struct {
	FirstName   *string  `json:"firstName,omitempty"`
	LastName    *string  `json:"lastName,omitempty"`
	Email       *string  `json:"email,omitempty" validate:"omitempty,email"`
	PhoneNumber *string  `json:"phoneNumber,omitempty"`
	PictureURL  *string  `json:"pictureUrl,omitempty"`
	Gender      *string  `json:"gender,omitempty" validate:"omitempty,oneof=male female other"`
	BirthDate   *string  `json:"birthDate,omitempty" validate:"omitempty,birthdate"`
	Address     *Address `json:"address,omitempty"`
	Locale      *string  `json:"locale,omitempty"`
	ZoneInfo    *string  `json:"zoneInfo,omitempty"`
}

type Person struct {
	ID         string     `json:"id"`
	Role       string     `json:"role"`
	Token      string     `json:"token"`
	CreatedAt  time.Time  `json:"createdAt"`
	Attributes Attributes `json:"attributes"`
	extra      map[string]interface{}
}

type Source struct {
	Pointer string `json:"pointer"`
}

type Error struct {
	ID     string  `json:"id"`
	Status string  `json:"status"`
	Code   string  `json:"code"`
	Title  string  `json:"title"`
	Detail string  `json:"detail,omitempty"`
	Source *Source `json:"source,omitempty"`
}

type Shown struct {
	Attributes
	CreatedAt time.Time `json:"createdAt"`
}

var (
	mutex  sync.Mutex
	people = map[string]*Person{}
	tokens = map[string]*Person{}
	uuid   = regexp.MustCompile(`^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`)
	day    = regexp.MustCompile(`^([0-9]{4})-([0-9]{2}-[0-9]{2})(T.*)?$`)
	year   = regexp.MustCompile(`^[0-9]{4}$`)
)

// bucket is the limit of the admin's requests.
type bucket struct {
	tokens float64
	last   time.Time
}

func (b *bucket) take(rate, burst float64) bool {
	now := time.Now()
	b.tokens = math.Min(burst, b.tokens+now.Sub(b.last).Seconds()*rate)
	b.last = now
	if b.tokens < 1 {
		return false
	}
	b.tokens--
	return true
}

var adminLimit = bucket{10, time.Now()}

func birthDate(field validator.FieldLevel) bool {
	value := field.Field().String()
	if year.MatchString(value) {
		return true
	}
	match := day.FindStringSubmatch(value)
	if match == nil {
		return false
	}
	if match[1] == "0000" {
		match[1] = "2000"
	}
	layout := "2006-01-02"
	if match[3] != "" {
		layout = time.RFC3339
	}
	_, err := time.Parse(layout, match[1]+"-"+match[2]+match[3])
	return err == nil
}

func newID() string {
	var bytes [16]byte
	rand.Read(bytes[:])
	return fmt.Sprintf("%x", bytes)
}

func fail(c *gin.Context, status int, code, title, detail string, pointer *string) {
	failure := Error{ID: newID(), Status: fmt.Sprint(status), Code: code, Title: title, Detail: detail}
	if pointer != nil {
		failure.Source = &Source{*pointer}
	}
	if status == http.StatusUnauthorized {
		c.Header("WWW-Authenticate", "Bearer")
	}
	c.Header("Content-Type", jsonAPI)
	c.AbortWithStatusJSON(status, gin.H{"errors": []Error{failure}})
}

func invalid(c *gin.Context, pointer, detail string) {
	fail(c, http.StatusUnprocessableEntity, "invalid", "Invalid value", detail, &pointer)
}

func authenticate(c *gin.Context) {
	words := strings.Fields(c.GetHeader("Authorization"))
	var person *Person
	if len(words) == 2 && strings.EqualFold(words[0], "Bearer") {
		person = tokens[words[1]]
	}
	if person == nil || person.Role == "expired" {
		fail(c, http.StatusUnauthorized, "unauthorized", "Unauthorized", "", nil)
		return
	}
	if person.Role == "unlinked" {
		fail(c, http.StatusUnauthorized, "missing-linked-identity", "Missing linked identity for authorized access", "", nil)
		return
	}
	if person.Role == "reader" && c.Request.Method != "GET" && c.Request.Method != "HEAD" {
		fail(c, http.StatusForbidden, "missing-scope", "Forbidden", "", nil)
		return
	}
	if person.Role == "admin" {
		mutex.Lock()
		served := adminLimit.take(20, 10)
		mutex.Unlock()
		if !served {
			fail(c, http.StatusTooManyRequests, "rate-limit", "Too many requests", "", nil)
			return
		}
	}
	c.Set("person", person)
}

func findUser(c *gin.Context) {
	id := strings.ToLower(c.Param("id"))
	person := c.MustGet("person").(*Person)
	if !uuid.MatchString(id) {
		fail(c, http.StatusNotFound, "not-found", "Resource not found", "", nil)
	} else if person.Role != "admin" && person.ID != id {
		fail(c, http.StatusForbidden, "forbidden", "Forbidden", "", nil)
	} else if people[id] == nil {
		fail(c, http.StatusNotFound, "not-found", "Resource not found", "", nil)
	} else {
		c.Set("user", people[id])
	}
}

func show(c *gin.Context, user *Person) {
	c.Header("Content-Type", jsonAPI)
	c.JSON(http.StatusOK, gin.H{"data": gin.H{
		"type": "User", "id": user.ID, "attributes": Shown{user.Attributes, user.CreatedAt},
	}})
}

func numberOrText(value interface{}) bool {
	switch value.(type) {
	case nil, string, float64:
		return true
	}
	return false
}

// accepts stands for gin's NegotiateFormat, which panics on a media type that is longer than the one that is offered.
func accepts(accept string) bool {
	for _, part := range strings.Split(accept, ",") {
		mediaType, parameters, err := mime.ParseMediaType(part)
		served := mediaType == jsonAPI || mediaType == "*/*" || mediaType == "application/*"
		if quality, err := strconv.ParseFloat(parameters["q"], 64); err == nil && quality == 0 {
			served = false
		}
		if err == nil && served {
			return true
		}
	}
	return false
}

// misspelled is whether a member has a field's name in another letter case, which encoding/json takes for it.
func misspelled(raw json.RawMessage, kind reflect.Type) bool {
	var members map[string]json.RawMessage
	if json.Unmarshal(raw, &members) != nil {
		return false
	}
	for name, value := range members {
		for index := 0; index < kind.NumField(); index++ {
			field := kind.Field(index)
			wanted := strings.TrimSuffix(field.Tag.Get("json"), ",omitempty")
			if name != wanted && strings.EqualFold(name, wanted) {
				return true
			}
			if name == wanted && field.Type == reflect.TypeOf(&Address{}) && misspelled(value, reflect.TypeOf(Address{})) {
				return true
			}
		}
	}
	return false
}

// given reads the request's attributes onto those of base.
func given(c *gin.Context, base *Attributes, needed bool) bool {
	if accept := c.GetHeader("Accept"); accept != "" && !accepts(accept) {
		fail(c, http.StatusNotAcceptable, "not-acceptable", "Not acceptable", "", nil)
		return false
	}
	if c.ContentType() != jsonAPI {
		fail(c, http.StatusUnsupportedMediaType, "unsupported-media-type", "Unsupported media type", "", nil)
		return false
	}
	var document map[string]json.RawMessage
	if err := c.ShouldBindBodyWith(&document, binding.JSON); err != nil {
		if wrong, ok := err.(*json.UnmarshalTypeError); ok {
			invalid(c, "", wrong.Error())
		} else {
			fail(c, http.StatusBadRequest, "malformed", "Malformed JSON", err.Error(), nil)
		}
		return false
	}
	var data map[string]json.RawMessage
	if err := json.Unmarshal(document["data"], &data); err != nil || data == nil {
		invalid(c, "/data", "data must be an object")
		return false
	}
	var kind, id *string
	if err := json.Unmarshal(data["type"], &kind); err != nil || kind == nil || *kind != "User" {
		invalid(c, "/data/type", "type must be User")
		return false
	}
	if raw, ok := data["id"]; ok {
		if err := json.Unmarshal(raw, &id); err != nil || id == nil || !strings.EqualFold(*id, c.Param("id")) {
			invalid(c, "/data/id", "id must be the user's")
			return false
		}
	}
	raw, ok := data["attributes"]
	if !ok && !needed {
		return true
	}
	if !ok || len(raw) == 0 || raw[0] != '{' {
		invalid(c, "/data/attributes", "attributes must be an object")
		return false
	}
	if misspelled(raw, reflect.TypeOf(*base)) {
		invalid(c, "/data/attributes", "an attribute's name is in the wrong letter case")
		return false
	}
	if err := json.Unmarshal(raw, base); err != nil {
		pointer := "/data/attributes"
		if wrong, ok := err.(*json.UnmarshalTypeError); ok {
			pointer += "/" + strings.ReplaceAll(wrong.Field, ".", "/")
		}
		invalid(c, pointer, err.Error())
		return false
	}
	if err := validate.Struct(base); err != nil {
		invalid(c, "/data/attributes", err.Error())
		return false
	}
	if base.Address != nil {
		if !numberOrText(base.Address.HouseNo) {
			invalid(c, "/data/attributes/address/houseNo", "neither a number nor text")
			return false
		}
		if !numberOrText(base.Address.PostalCode) {
			invalid(c, "/data/attributes/address/postalCode", "neither a number nor text")
			return false
		}
	}
	return true
}

var validate = validator.New()

func main() {
	gin.SetMode(gin.ReleaseMode)
	validate.RegisterValidation("birthdate", birthDate)
	text, err := os.ReadFile(os.Args[2])
	if err != nil {
		panic(err)
	}
	var seed struct{ People []*Person }
	if err := json.Unmarshal(text, &seed); err != nil {
		panic(err)
	}
	for _, person := range seed.People {
		person.extra = map[string]interface{}{}
		people[person.ID] = person
		tokens[person.Token] = person
	}

	router := gin.New()
	router.Use(gin.CustomRecovery(func(c *gin.Context, _ interface{}) {
		fail(c, http.StatusNotImplemented, "internal", "Internal server error", "", nil)
	}))
	router.NoRoute(func(c *gin.Context) { fail(c, http.StatusNotFound, "not-found", "Resource not found", "", nil) })
	api := router.Group("/user/:version", authenticate)
	api.GET("/users/:id", findUser, func(c *gin.Context) {
		mutex.Lock()
		defer mutex.Unlock()
		show(c, c.MustGet("user").(*Person))
	})
	api.PUT("/users/:id", findUser, func(c *gin.Context) {
		mutex.Lock()
		defer mutex.Unlock()
		user := c.MustGet("user").(*Person)
		var attributes Attributes
		if given(c, &attributes, true) {
			user.Attributes = attributes
			show(c, user)
		}
	})
	api.PATCH("/users/:id", findUser, func(c *gin.Context) {
		mutex.Lock()
		defer mutex.Unlock()
		user := c.MustGet("user").(*Person)
		// A copy of its own, so that a refused request changes nothing.
		var attributes Attributes
		text, _ := json.Marshal(user.Attributes)
		json.Unmarshal(text, &attributes)
		if given(c, &attributes, false) {
			user.Attributes = attributes
			show(c, user)
		}
	})
	api.GET("/attributes", func(c *gin.Context) {
		mutex.Lock()
		defer mutex.Unlock()
		c.Header("Content-Type", "application/json")
		c.JSON(http.StatusOK, c.MustGet("person").(*Person).extra)
	})
	api.PUT("/attributes", func(c *gin.Context) {
		var attributes map[string]interface{}
		if err := c.ShouldBindJSON(&attributes); err != nil || attributes == nil {
			fail(c, http.StatusBadRequest, "malformed", "The body must be an object", "", nil)
			return
		}
		mutex.Lock()
		defer mutex.Unlock()
		person := c.MustGet("person").(*Person)
		for name, value := range attributes {
			person.extra[name] = value
		}
		c.Status(http.StatusNoContent)
	})
	if err := router.Run("127.0.0.1:" + os.Args[1]); err != nil {
		panic(err)
	}
}
