package dev.kagzi.server.security;

import dev.kagzi.server.database.DatabaseClock;
import dev.kagzi.server.security.ConsoleSessionRepository.KeyOwner;
import dev.kagzi.server.security.ConsoleSessionRepository.Owner;
import dev.kagzi.server.security.ConsoleSessionRepository.PersonOwner;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.springframework.stereotype.Service;

/**
 * Who has signed in to the console. Sessions are in the database: any server knows those of all others, and all that were begun with a key
 * end with it.
 */
@Service
class ConsoleSessions {

    private final ConsoleSessionRepository repository;
    private final KnownKeys keys;
    private final DatabaseClock clock;
    private final Duration duration;

    ConsoleSessions(
            ConsoleSessionRepository repository, KnownKeys keys, DatabaseClock clock, ConsoleSettings settings) {
        this.repository = repository;
        this.keys = keys;
        this.clock = clock;
        this.duration = settings.sessionDuration();
    }

    Duration duration() {
        return duration;
    }

    /** Begins one; what it returns is kept by the browser, and nowhere else. */
    Secret begin(Key key, Secret secret) {
        Secret session = Secret.random();
        Instant now = clock.now();
        repository.deleteExpired(now);
        repository.insert(session.hash(), key, secret.hash(), now.plus(duration));
        return session;
    }

    /** The same for somebody without a key, who may until its end what the person may now. */
    Secret begin(Person person) {
        Secret session = Secret.random();
        Instant now = clock.now();
        repository.deleteExpired(now);
        repository.insert(session.hash(), person, now.plus(duration));
        return session;
    }

    /** Whose session this is; empty when it has ended, or its key is not taken any more. */
    Optional<CallerAuthentication> find(Secret session) {
        Secret.Hash hash = session.hash();
        return repository.find(hash, clock.now()).flatMap(owner -> caller(owner, hash));
    }

    private Optional<CallerAuthentication> caller(Owner owner, Secret.Hash session) {
        if (owner instanceof PersonOwner of) {
            return Optional.of(new PersonAuthentication(of.person(), session));
        }
        Secret.Hash secret = ((KeyOwner) owner).secret();
        return keys.find(secret).map(key -> new KeyAuthentication(key, secret, session));
    }

    /** Which of these have not ended; their keys are another matter. */
    Set<Secret.Hash> lasting(Set<Secret.Hash> sessions) {
        return sessions.isEmpty() ? sessions : repository.lasting(sessions, clock.now());
    }

    void end(Secret session) {
        repository.delete(session.hash());
    }
}
