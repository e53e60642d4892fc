package portal

// Languages is every language, for tests.
var Languages = languages
