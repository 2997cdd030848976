package dev.kagzi.server.security;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.security.oauth2.client.autoconfigure.ConditionalOnOAuth2ClientRegistrationProperties;

/** On what is there when somebody can sign in to the console at a provider. */
@ConditionalOnBooleanProperty(name = "kagzi.console.enabled", matchIfMissing = true)
@ConditionalOnOAuth2ClientRegistrationProperties
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@interface ConditionalOnOidc {}
