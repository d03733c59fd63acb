# The User API with Sinatra.
require 'sinatra/base'
require 'json'
require 'date'
require 'securerandom'
require 'uri'

class UserApi < Sinatra::Base
  JSON_API = 'application/vnd.api+json'.freeze
  TEXTS = %w[firstName lastName email phoneNumber pictureUrl gender birthDate locale zoneInfo].freeze
  ADDRESS = %w[country locality street houseNo additionalAddressLink region postalCode].freeze
  LOCK = Mutex.new
  PEOPLE = JSON.parse(File.read(File.join(__dir__, '..', 'people.json'), encoding: 'UTF-8'))['people']
  USERS = PEOPLE.to_h do |person|
    [person['id'], { 'record' => person['attributes'], 'createdAt' => person['createdAt'], 'attributes' => {} }]
  end
  TOKENS = PEOPLE.to_h { |person| [person['token'], person] }

  set :show_exceptions, false
  set :raise_errors, false
  set :logging, false
  mime_type :json_api, JSON_API

  class Problem < StandardError
    attr_reader :status, :items

    def initialize(status, title, **members)
      super(title)
      @status = status
      @items = members[:items] || [{ title: title, code: title.downcase.tr(' ', '-'), **members }]
    end
  end

  helpers do
    def errors(status, items)
      content_type :json_api
      headers 'WWW-Authenticate' => 'Bearer' if status == 401
      halt status, JSON.generate(errors: items.map { |item| { id: SecureRandom.uuid, status: status.to_s, **item } })
    end

    def find(id)
      id = id.downcase
      raise Problem.new(404, 'Resource not found') unless id.match?(/\A\h{8}(-\h{4}){3}-\h{12}\z/)
      raise Problem.new(403, 'Forbidden') if @person['role'] != 'admin' && @person['id'] != id
      raise Problem.new(404, 'Resource not found') unless USERS.key?(id)
      id
    end

    def show(id)
      content_type :json_api
      user = USERS[id]
      etag Digest::SHA1.hexdigest(JSON.generate(user['record']))
      JSON.pretty_generate(
        'data' => { 'id' => id, 'attributes' => user['record'].merge('createdAt' => user['createdAt']), 'type' => 'User' }
      )
    end

    def parse
      document = JSON.parse(request.body.read.force_encoding('UTF-8'))
      JSON.generate(document) # A lone surrogate is no text that an answer could carry.
      document
    rescue JSON::GeneratorError
      raise Problem.new(400, 'Malformed text')
    rescue JSON::ParserError, EncodingError => e
      raise Problem.new(400, 'Malformed JSON', detail: e.message[0, 80].scrub)
    end

    def birth_date?(value)
      match = /\A(\d{4})(?:-(\d\d)-(\d\d)(?:T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?(Z|[+-]\d\d:\d\d))?)?\z/.match(value)
      return false unless match
      return true unless match[2]
      year = match[1].to_i
      Date.valid_date?(year.zero? ? 2000 : year, match[2].to_i, match[3].to_i)
    end

    def check(given)
      found = []
      wrong = lambda do |name, detail, status = 422|
        found << { title: 'Invalid attribute', code: 'invalid-attribute', detail: "#{name} #{detail}", status: status.to_s,
                   source: { pointer: "/data/attributes/#{name}" } }
      end
      TEXTS.each do |name|
        value = given[name]
        next if value.nil?
        next wrong.(name, 'is not a string') unless value.is_a?(String)
        case name
        when 'gender' then wrong.(name, 'is not male, female or other') unless %w[male female other].include?(value)
        when 'email' then wrong.(name, 'is not an e-mail address') unless email?(value)
        when 'birthDate' then wrong.(name, 'is not a date') unless birth_date?(value)
        end
      end
      address = given['address']
      if address.is_a?(Hash)
        ADDRESS.each do |name|
          value = address[name]
          next if value.nil? || value.is_a?(String)
          next if %w[houseNo postalCode].include?(name) && value.is_a?(Numeric)
          wrong.("address/#{name}", 'is of the wrong type')
        end
      elsif !address.nil?
        wrong.('address', 'is not an object')
      end
      wrong.('createdAt', 'cannot be set', 403) if given.key?('createdAt') && found.any?
      raise Problem.new(422, 'Invalid', items: found) if found.any?
    end

    def email?(value)
      value.match?(/\A#{URI::MailTo::EMAIL_REGEXP.source[2..-3]}\z/) && value.include?('.') &&
        !value.include?('..') && !value.start_with?('.') && !value.include?('.@')
    end

    def given(id)
      accept = request.env['HTTP_ACCEPT']
      raise Problem.new(406, 'Not acceptable') unless accept.nil? || request.preferred_type(JSON_API)
      raise Problem.new(415, 'Unsupported media type') unless request.media_type == JSON_API
      document = parse
      raise Problem.new(422, 'Invalid document', source: { pointer: '' }) unless document.is_a?(Hash) && document.key?('data')
      data = document['data']
      raise Problem.new(422, 'Invalid document', source: { pointer: '/data' }) unless data.is_a?(Hash) && data.key?('type')
      raise Problem.new(422, 'Invalid type', source: { pointer: '/data/type' }) unless data['type'] == 'User'
      raise Problem.new(422, 'Invalid id', source: { pointer: '/data/id' }) unless data.fetch('id', id) == id
      raise Problem.new(422, 'Invalid document', source: { pointer: '/data' }) unless data.key?('attributes') || request.patch?
      attributes = data.fetch('attributes', {})
      raise Problem.new(422, 'Invalid document', source: { pointer: '/data/attributes' }) unless attributes.is_a?(Hash)
      check(attributes)
      attributes.slice(*TEXTS, 'address')
    end

    def store(id, record)
      record = record.compact
      email = record['email']
      if email && USERS.any? { |other, user| other != id && user['record']['email']&.casecmp?(email) }
        raise Problem.new(403, 'E-mail address is taken', source: { pointer: '/data/attributes/email' })
      end
      USERS[id]['record'] = record
    end

    def deep_merge(old, new)
      old.merge(new) { |_, a, b| a.is_a?(Hash) && b.is_a?(Hash) ? deep_merge(a, b) : b }
    end
  end

  before '/user/:version/*' do
    scheme, token = request.env['HTTP_AUTHORIZATION'].to_s.split(' ', 2)
    @person = TOKENS[token] if scheme&.casecmp?('bearer')
    raise Problem.new(401, 'Unauthorized') if @person.nil? || @person['role'] == 'expired'
    if @person['role'] == 'unlinked'
      raise Problem.new(401, 'Missing linked identity for authorized access', code: 'missing-linked-identity')
    end
    raise Problem.new(403, 'Forbidden') if @person['role'] == 'reader' && !(request.get? || request.head?)
  end

  get('/user/:version/users/:id') { show find(params['id']) }

  put '/user/:version/users/:id' do
    id = find(params['id'])
    attributes = given(id)
    LOCK.synchronize { store(id, attributes) }
    show id
  end

  patch '/user/:version/users/:id' do
    id = find(params['id'])
    attributes = given(id)
    LOCK.synchronize { store(id, deep_merge(USERS[id]['record'], attributes)) }
    show id
  end

  get '/user/:version/attributes' do
    content_type 'application/json'
    JSON.generate(USERS[@person['id']]['attributes'])
  end

  put '/user/:version/attributes' do
    attributes = parse
    raise Problem.new(422, 'Not an object', source: { pointer: '' }) unless attributes.is_a?(Hash)
    LOCK.synchronize do
      user = USERS[@person['id']]
      user['attributes'] = deep_merge(user['attributes'], attributes)
    end
    status 204
  end

  error(Problem) { |problem| errors(problem.status, problem.items) }
  error(Sinatra::NotFound) { errors(404, [{ title: 'Resource not found', code: 'not-found' }]) }
  error(Sinatra::BadRequest) { errors(400, [{ title: 'Bad request', code: 'bad-request' }]) }
  error do |problem|
    warn problem.full_message
    errors(501, [{ title: 'Internal server error', code: 'internal' }])
  end
end
