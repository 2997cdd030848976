{{- define "kagzi.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" -}}
{{- end -}}

{{- define "kagzi.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 47 | trimSuffix "-" -}}
{{- else -}}
{{- $name := default .Chart.Name .Values.nameOverride -}}
{{- if contains $name .Release.Name -}}
{{- .Release.Name | trunc 47 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name $name | trunc 47 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{- define "kagzi.selectorLabels" -}}
app.kubernetes.io/name: {{ include "kagzi.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/component: server
{{- end -}}

{{- define "kagzi.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{ include "kagzi.selectorLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end -}}

{{- define "kagzi.serviceAccountName" -}}
{{- if .Values.serviceAccount.create -}}
{{- default (include "kagzi.fullname" .) .Values.serviceAccount.name -}}
{{- else -}}
{{- default "default" .Values.serviceAccount.name -}}
{{- end -}}
{{- end -}}

{{- define "kagzi.image" -}}
{{- if .Values.image.digest -}}
{{ .Values.image.repository }}@{{ .Values.image.digest }}
{{- else -}}
{{ .Values.image.repository }}:{{ default .Chart.AppVersion .Values.image.tag }}
{{- end -}}
{{- end -}}

{{- define "kagzi.replicas" -}}
{{- if eq .Values.database.mode "dev" -}}1{{- else -}}{{ .Values.replicaCount }}{{- end -}}
{{- end -}}

{{- /* Names the server answers to, one after the other with commas. */ -}}
{{- define "kagzi.allowedHosts" -}}
{{- $service := include "kagzi.fullname" . -}}
{{- $hosts := list $service (printf "%s.%s" $service .Release.Namespace) (printf "%s.%s.svc" $service .Release.Namespace) (printf "%s.%s.svc.cluster.local" $service .Release.Namespace) -}}
{{- if .Values.ingress.enabled -}}{{- $hosts = concat $hosts .Values.ingress.hosts -}}{{- end -}}
{{- if .Values.httpRoute.enabled -}}{{- $hosts = concat $hosts .Values.httpRoute.hostnames -}}{{- end -}}
{{- concat $hosts .Values.security.allowedHosts | uniq | join "," -}}
{{- end -}}

{{- /* What cannot work is refused before anything is changed. */ -}}
{{- define "kagzi.validate" -}}
{{- $dev := eq .Values.database.mode "dev" -}}
{{- if and (not $dev) (not .Values.security.adminKey.existingSecret) -}}
{{- fail "security.adminKey.existingSecret is missing. Make one: kubectl create secret generic kagzi-admin --from-literal=admin-key=\"kgz_$(openssl rand -base64 32 | tr '+/' '-_' | tr -d '=')\"" -}}
{{- end -}}
{{- if and (not $dev) (not .Values.tls.existingSecret) (not .Values.tls.terminatedByProxy) -}}
{{- fail "Keys would travel in the clear: set tls.existingSecret to a secret of the type kubernetes.io/tls, or tls.terminatedByProxy=true where something before the servers takes care of TLS." -}}
{{- end -}}
{{- if and (eq .Values.database.mode "external") (not (and .Values.database.external.url .Values.database.external.existingSecret)) -}}
{{- fail "database.external.url and database.external.existingSecret are needed with database.mode=external." -}}
{{- end -}}
{{- if and (include "kagzi.databaseCa" .) (not (contains "sslrootcert=/etc/kagzi/db/ca.crt" .Values.database.external.url)) -}}
{{- fail "database.external.url lacks 'sslrootcert=/etc/kagzi/db/ca.crt', which reads what database.external.caSecret holds." -}}
{{- end -}}
{{- if not .Values.image.repository -}}
{{- fail "image.repository is missing: where your image of the server is. The project's Dockerfile makes one." -}}
{{- end -}}
{{- range $name, $value := .Values.config -}}
{{- if regexMatch "(?i)password|secret|admin-?key" $name -}}
{{- fail (printf "config has '%s', which belongs into a secret: extraEnv with a secretKeyRef." $name) -}}
{{- end -}}
{{- end -}}
{{- if and .Values.ingress.enabled (not .Values.ingress.hosts) -}}
{{- fail "ingress.hosts names no host." -}}
{{- end -}}
{{- if and .Values.httpRoute.enabled (not (and .Values.httpRoute.parentRefs .Values.httpRoute.hostnames)) -}}
{{- fail "httpRoute.parentRefs and httpRoute.hostnames are needed with httpRoute.enabled." -}}
{{- end -}}
{{- if and .Values.httpRoute.enabled .Values.tls.existingSecret (not (and .Values.httpRoute.backendTls.hostname .Values.httpRoute.backendTls.caCertificateRefs)) -}}
{{- fail "httpRoute.backendTls.hostname and httpRoute.backendTls.caCertificateRefs are needed with tls.existingSecret: the gateway has to trust the servers' certificate." -}}
{{- end -}}
{{- if ge (int .Values.shutdownDelaySeconds) (sub (int .Values.terminationGracePeriodSeconds) 30) -}}
{{- fail "terminationGracePeriodSeconds leaves less than 30 seconds after shutdownDelaySeconds: servers would be killed with requests open." -}}
{{- end -}}
{{- if and .Values.autoscaling.enabled (gt (int .Values.autoscaling.minReplicas) (int .Values.autoscaling.maxReplicas)) -}}
{{- fail "autoscaling.minReplicas is more than autoscaling.maxReplicas." -}}
{{- end -}}
{{- if and (eq .Values.database.mode "cnpg") (eq .Values.migrations.mode "job") -}}
{{- fail "migrations.mode=job needs a database that is there before the release: database.mode=external, also for a Cluster that you have made yourself." -}}
{{- end -}}
{{- if and $dev (eq .Values.migrations.mode "job") -}}
{{- fail "migrations.mode=job has no use with database.mode=dev: the database is inside the server." -}}
{{- end -}}
{{- end -}}

{{- /* Where the database is, and who asks. */ -}}
{{- define "kagzi.databaseEnv" -}}
{{- $root := .root -}}
{{- $credentials := .credentials -}}
{{- if eq $root.Values.database.mode "external" }}
- name: SPRING_DATASOURCE_URL
  value: {{ $root.Values.database.external.url | quote }}
{{- else if eq $root.Values.database.mode "cnpg" }}
- name: SPRING_DATASOURCE_URL
  value: {{ printf "jdbc:postgresql://%s-db-rw:5432/kagzi" (include "kagzi.fullname" $root) | quote }}
{{- end }}
{{- if ne $root.Values.database.mode "dev" }}
- name: SPRING_DATASOURCE_USERNAME
  valueFrom:
    secretKeyRef:
      name: {{ $credentials.existingSecret }}
      key: {{ $credentials.usernameKey }}
- name: SPRING_DATASOURCE_PASSWORD
  valueFrom:
    secretKeyRef:
      name: {{ $credentials.existingSecret }}
      key: {{ $credentials.passwordKey }}
{{- end }}
{{- end -}}

{{- define "kagzi.databaseCredentials" -}}
{{- if eq .Values.database.mode "cnpg" -}}
existingSecret: {{ include "kagzi.fullname" . }}-db-app
usernameKey: username
passwordKey: password
{{- else -}}
existingSecret: {{ .Values.database.external.existingSecret | quote }}
usernameKey: {{ .Values.database.external.usernameKey }}
passwordKey: {{ .Values.database.external.passwordKey }}
{{- end -}}
{{- end -}}

{{- /* The secret that says whom to trust as the database; empty for none. */ -}}
{{- define "kagzi.databaseCa" -}}
{{- if eq .Values.database.mode "external" -}}{{ .Values.database.external.caSecret }}{{- end -}}
{{- end -}}

{{- define "kagzi.podSecurityContext" -}}
runAsNonRoot: true
runAsUser: 10001
runAsGroup: 10001
fsGroup: 10001
fsGroupChangePolicy: OnRootMismatch
seccompProfile:
  type: RuntimeDefault
{{- end -}}

{{- define "kagzi.containerSecurityContext" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop: [ALL]
{{- end -}}
