# Two images from one build: `docker build --target bot .` and `docker build --target worker .`

FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /opsbot
# Packages change seldom and code often, so they are a layer of their own.
COPY Directory.Build.props Directory.Packages.props BannedSymbols.txt .editorconfig ./
COPY src/Core/Core.csproj src/Core/
COPY src/Telemetry/Telemetry.csproj src/Telemetry/
COPY src/Bot/Bot.csproj src/Bot/
COPY src/Worker/Worker.csproj src/Worker/
RUN dotnet restore src/Bot && dotnet restore src/Worker
COPY src/Core src/Core
COPY src/Telemetry src/Telemetry
COPY src/Bot src/Bot
COPY src/Worker src/Worker
COPY manifests* manifests
RUN dotnet publish src/Bot -c Release -o /out/bot --no-restore \
 && dotnet publish src/Worker -c Release -o /out/worker --no-restore

FROM mcr.microsoft.com/dotnet/aspnet:10.0 AS runtime
WORKDIR /app
# Reachable from outside the container; what reaches it is the network's decision.
ENV ASPNETCORE_URLS=http://+:8080
EXPOSE 8080
# The image has no Kerberos, and Npgsql would look for it at every connection and say that it is not there.
ENV PGGSSENCMODE=disable
# A volume takes over the owner of the folder that it covers: the worker's backups go here.
RUN mkdir /backups && chown $APP_UID /backups
# The image's own unprivileged account. Nothing else is written while it runs.
USER $APP_UID
# Alive, not ready: a bot that waits for its database must not be restarted for that. The image has bash and no curl.
HEALTHCHECK --interval=10s --timeout=3s --start-period=15s --retries=3 \
    CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/8080 && printf 'GET /healthz HTTP/1.0\\r\\n\\r\\n' >&3 && head -n 1 <&3 | grep -q ' 200 '"]

FROM runtime AS worker
COPY --from=build /out/worker .
ENTRYPOINT ["dotnet", "OpsBot.Worker.dll"]

# Last, so that a plain `docker build .` makes the bot.
FROM runtime AS bot
COPY --from=build /out/bot .
ENTRYPOINT ["dotnet", "OpsBot.Bot.dll"]
