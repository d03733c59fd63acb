require_relative 'app'
run UserApi
