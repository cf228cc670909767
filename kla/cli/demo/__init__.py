"""The demo city: what is made is planned first, then done through the services that people use."""
