# The server's image. Nothing has to be built before: docker build -t kagzi-server:local .
FROM maven:3.9-eclipse-temurin-25 AS built
WORKDIR /source
COPY . .
RUN mvn -q -ntp -DskipTests package -pl kagzi-server-app -am \
 && java -Djarmode=tools -jar kagzi-server-app/target/kagzi-server-app.jar extract --layers --destination /layers

FROM eclipse-temurin:25-jre AS server
RUN groupadd --gid 10001 kagzi && useradd --uid 10001 --gid kagzi --no-create-home --home-dir /tmp kagzi \
 && install -d -o kagzi -g kagzi /app
USER 10001:10001
WORKDIR /app
COPY --from=built --chown=10001:10001 /layers/dependencies/ ./
COPY --from=built --chown=10001:10001 /layers/spring-boot-loader/ ./
COPY --from=built --chown=10001:10001 /layers/snapshot-dependencies/ ./
COPY --from=built --chown=10001:10001 /layers/application/ ./

# One start with the embedded PostgreSQL shows which classes are needed.
FROM server AS trained
RUN java -XX:AOTCacheOutput=kagzi.aot -Dspring.context.exit=onRefresh -jar kagzi-server-app.jar \
      --kagzi.embedded.data-dir=/tmp/training --server.port=0 --management.server.port=0

FROM server
COPY --from=trained --chown=10001:10001 /app/kagzi.aot ./
EXPOSE 7070 7071
ENTRYPOINT ["java", "-XX:AOTCache=kagzi.aot", "-jar", "kagzi-server-app.jar"]
