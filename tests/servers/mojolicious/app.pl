#!/usr/bin/perl
# The User API with Mojolicious::Lite and JSON::Validator.
use Mojolicious::Lite -signatures;
use Mojo::JSON qw(decode_json encode_json);
use Mojo::File qw(curfile);
use Mojo::Util qw(sha1_sum);
use JSON::Validator;
use Time::HiRes qw(time);

my $json_api = 'application/vnd.api+json';
my (%users, %tokens);
for my $person (@{decode_json(curfile->dirname->sibling('people.json')->slurp)->{people}}) {
  $users{$person->{id}} = {record => $person->{attributes}, created => $person->{createdAt}, attributes => {}};
  $tokens{$person->{token}} = $person;
}

sub birth_date ($value) {
  return undef if $value =~ /\A[0-9]{4}\z/;
  return 'Not a date.'
    unless $value =~ /\A([0-9]{4})-([0-9]{2})-([0-9]{2})(?:T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]+)?(?:Z|[+-][0-9]{2}:[0-9]{2}))?\z/;
  my ($year, $month, $day) = ($1, $2, $3);
  return 'Not a month.' if $month < 1 || $month > 12;
  my $leap = $year % 4 == 0 && ($year % 100 != 0 || $year % 400 == 0);
  my $days = $month == 2 ? 28 + $leap : (31, 0, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)[$month - 1];
  return $day < 1 || $day > $days ? 'Not a day.' : undef;
}

my $text = {type => ['string', 'null']};
my $number_or_text = {type => ['string', 'number', 'null']};
my $validator = JSON::Validator->new;
$validator->formats->{'birth-date'} = \&birth_date;
# The validator's own check of an address lets a line feed at its end pass.
my $email = $validator->formats->{email};
$validator->formats->{email} = sub ($value) { $value =~ /\s/ ? 'Does not match email format.' : $email->($value) };
$validator->schema({
  type => 'object',
  required => ['data'],
  properties => {
    data => {
      type => 'object',
      required => ['type'],
      properties => {
        type => {type => 'string'},
        id => {type => 'string'},
        attributes => {
          type => 'object',
          properties => {
            firstName => $text, lastName => $text, phoneNumber => $text, pictureUrl => $text, locale => $text, zoneInfo => $text,
            email => {type => ['string', 'null'], format => 'email'},
            gender => {type => ['string', 'null'], enum => ['male', 'female', 'other', undef]},
            birthDate => {type => ['string', 'null'], format => 'birth-date'},
            address => {
              type => ['object', 'null'],
              properties => {
                country => $text, locality => $text, street => $text, houseNo => $number_or_text,
                additionalAddressLink => $text, region => $text, postalCode => $number_or_text,
              },
            },
          },
        },
      },
    },
  },
});
my @fields = qw(firstName lastName email phoneNumber pictureUrl gender birthDate address locale zoneInfo);

helper problem => sub ($c, $status, $title, @items) {
  @items = ({title => $title}) unless @items;
  $c->res->headers->www_authenticate('Bearer') if $status == 401;
  my $n = 0;
  $c->res->headers->content_type($json_api);
  $c->render(status => $status, data => encode_json({errors => [map {
    +{id => sha1_sum(time . rand() . $n++), status => "$status", code => lc($title =~ s/ /-/gr), %$_}
  } @items]}));
  return undef;
};

helper show => sub ($c, $id) {
  my $user = $users{$id};
  $c->res->headers->content_type($json_api);
  $c->render(data => encode_json({data => {type => 'User', id => $id, attributes => {%{$user->{record}}, createdAt => $user->{created}}}}));
};

helper reply_not_found => sub ($c) { $c->problem(404, 'Resource not found') };

my $api = app->routes->under('/user/:version' => sub ($c) {
  my ($token) = ($c->req->headers->authorization // '') =~ /\ABearer +(\S+)\z/i;
  my $person = defined $token ? $tokens{$token} : undef;
  return $c->problem(401, 'Unauthorized') if !$person || $person->{role} eq 'expired';
  return $c->problem(401, 'Missing linked identity for authorized access', {title => 'Missing linked identity for authorized access', code => 'missing-linked-identity'})
    if $person->{role} eq 'unlinked';
  return $c->problem(403, 'Forbidden') if $person->{role} eq 'reader' && $c->req->method !~ /\A(?:GET|HEAD)\z/;
  $c->stash(person => $person);
  return 1;
});

my $user = $api->under('/users/#id' => sub ($c) {
  my $id = $c->param('id');
  my $person = $c->stash('person');
  return $c->problem(404, 'Resource not found') unless $id =~ /\A[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\z/;
  return $c->problem(403, 'Forbidden') if $person->{role} ne 'admin' && $person->{id} ne $id;
  return $c->problem(404, 'Resource not found') unless $users{$id};
  return 1;
});

# Whether the document's text is Unicode: decode_json lets lone surrogates pass.
sub is_text ($value) {
  return !grep { !is_text($_) } %$value if ref $value eq 'HASH';
  return !grep { !is_text($_) } @$value if ref $value eq 'ARRAY';
  return !defined $value || $value !~ /\p{Surrogate}/;
}

sub provided ($c, $id) {
  my $accept = $c->req->headers->accept // '*/*';
  my @ranges = grep { !/;\s*q=0(?:\.0*)?\s*\z/i } split /\s*,\s*/, $accept;
  return $c->problem(406, 'Not acceptable')
    unless grep { /\A\s*(?:\*\/\*|application\/\*|application\/vnd\.api\+json)\s*(?:;|\z)/i } @ranges;
  return $c->problem(415, 'Unsupported media type') unless lc($c->req->headers->content_type // '') eq $json_api;
  my $document = eval { decode_json($c->req->body) };
  return $c->problem(400, 'Malformed JSON', {title => 'Malformed JSON', detail => "$@"}) if $@;
  return $c->problem(400, 'Malformed text') unless is_text($document);
  if (my @errors = $validator->validate($document)) {
    return $c->problem(422, 'Invalid document',
      map { {title => 'Invalid document', detail => $_->message, source => {pointer => $_->path eq '/' ? '' : $_->path}} } @errors);
  }
  my $data = $document->{data};
  my $mismatch = $c->req->method eq 'PATCH' ? 409 : 422;
  for (['type', 'User'], ['id', $id]) {
    my ($name, $wanted) = @$_;
    return $c->problem($mismatch, 'Not of this endpoint', {title => 'Not of this endpoint', source => {pointer => "/data/$name"}})
      if exists $data->{$name} && $data->{$name} ne $wanted;
  }
  return $c->problem(422, 'Invalid document', {title => 'Invalid document', detail => 'Missing property.', source => {pointer => '/data'}})
    if $c->req->method eq 'PUT' && !$data->{attributes};
  my $attributes = $data->{attributes} // {};
  return {map { $_ => $attributes->{$_} } grep { exists $attributes->{$_} } @fields};
}

$user->get('/' => sub ($c) { $c->show($c->param('id')) });
$user->put('/' => sub ($c) {
  my $id = $c->param('id');
  my $given = provided($c, $id) or return;
  $users{$id}{record} = {map { $_ => $given->{$_} } grep { defined $given->{$_} } keys %$given};
  $c->show($id);
});
$user->patch('/' => sub ($c) {
  my $id = $c->param('id');
  my $given = provided($c, $id) or return;
  my $record = $users{$id}{record};
  for my $name (keys %$given) {
    if (!defined $given->{$name}) { delete $record->{$name} }
    elsif ($name eq 'address') { $record->{address} = {%{$record->{address} // {}}, %{$given->{address}}} }
    else { $record->{$name} = $given->{$name} }
  }
  $c->show($id);
});

$api->get('/attributes' => sub ($c) {
  $c->res->headers->content_type('application/json');
  $c->render(data => encode_json($users{$c->stash('person')->{id}}{attributes}));
});
$api->put('/attributes' => sub ($c) {
  my $given = eval { decode_json($c->req->body) };
  return $c->problem(400, 'Malformed JSON') if $@ || ref $given ne 'HASH' || !is_text($given);
  my $user = $users{$c->stash('person')->{id}};
  $user->{attributes} = {%{$user->{attributes}}, %$given};
  $c->rendered(204);
});

any '/*' => sub ($c) { $c->problem(404, 'Resource not found') };
any '/' => sub ($c) { $c->problem(404, 'Resource not found') };
app->hook(around_dispatch => sub ($next, $c) {
  return if eval { $next->(); 1 };
  app->log->error($@);
  $c->problem(501, 'Internal server error');
});
app->hook(before_render => sub ($c, $args) {
  return unless my $template = $args->{template};
  return unless $template eq 'not_found' || $template eq 'exception';
  my ($status, $title) = $template eq 'exception' ? (501, 'Internal server error') : (404, 'Resource not found');
  $c->res->headers->content_type($json_api);
  delete $args->{template};
  $args->{status} = $status;
  $args->{data} = encode_json({errors => [{id => sha1_sum(time . rand()), status => "$status", title => $title, code => lc($title =~ s/ /-/gr)}]});
});
app->mode('production');
app->log->level('error');
app->secrets([rand]);
app->start('daemon', '-l', "http://127.0.0.1:$ARGV[0]");
