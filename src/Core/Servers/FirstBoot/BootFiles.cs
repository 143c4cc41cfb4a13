using OpsBot.Core.Routing;
using OpsBot.Core.Servers.Secrets;

namespace OpsBot.Core.Servers.FirstBoot;

/// <summary>The two files from which a server's services come up.</summary>
static class BootFiles
{
    public static string Environment(BootOrder order, ServersOptions set, RoutePattern addresses, ServerSecrets secrets)
    {
        var domain = addresses.DomainOf(order.Slug);
        IEnumerable<(string Name, string Value)> all =
        [
            ("SLUG", order.Slug),
            ("REGION", order.Region),
            ("REGISTRY", order.WithV4 ? set.Registry : $"{set.ImageMirror}/{set.Registry}"),
            // Docker Hub is where an image is that names no place.
            ("HUB", order.WithV4 ? "docker.io" : $"{set.ImageMirror}/docker.io"),
            ("APP_VERSION", set.AppVersion),
            ("REDIS_VERSION", set.RedisVersion),
            ("CLAMAV_VERSION", set.ClamavVersion),
            ("NUXT_PUBLIC_SITE_URL", addresses.AddressOf(order.Slug).ToString().TrimEnd('/')),
            ("EHLO_HOSTNAME", $"mail.{domain}"),
            ("RETURN_PATH_DOMAIN", $"bounces.{domain}"),
            ("IP_POOLS_TRANSACTIONAL", "0.0.0.0"),
            ("IP_POOLS_MARKETING", "0.0.0.0"),
            ("DKIM_KEYS", "{}"),
            .. SecretName.All.Select(name => (name.Variable, secrets[name])),
        ];
        return string.Concat(all.Select(one => $"{one.Name}={one.Value}\n"));
    }

    // A variable that is missing keeps all of it from starting, rather than half of it from working.
    public static string Compose(ServersOptions set)
    {
        // Behind the node, only it is open to the outside.
        var own = set.Reach == ServerReach.Node ? "127.0.0.1:" : "";
        return $$$"""
            name: opsbot
            services:
              convex:
                image: ${REGISTRY:?}/convex:${APP_VERSION:?}
                restart: unless-stopped
                environment:
                  INSTANCE_NAME: ${SLUG:?}
                  INSTANCE_SECRET: ${INSTANCE_SECRET:?}
                  CONVEX_SITE_ORIGIN: ${NUXT_PUBLIC_SITE_URL:?}
                volumes: ["convex:/convex/data"]
                ports: ["{{{own}}}{{{set.Ports.Convex}}}:3210"]
                healthcheck:
                  test: [CMD, curl, -fsS, "http://localhost:3210/version"]
                  interval: 15s
                  timeout: 5s
                  retries: 5
                  start_period: 10s
              web:
                image: ${REGISTRY:?}/web:${APP_VERSION:?}
                restart: unless-stopped
                depends_on: {convex: {condition: service_healthy}}
                read_only: true
                tmpfs: [/tmp]
                cap_drop: [ALL]
                security_opt: ["no-new-privileges:true"]
                environment:
                  INSTANCE_SECRET: ${INSTANCE_SECRET:?}
                  CONVEX_URL: http://convex:3210
                  MTA_URL: http://mta:3100
                  MTA_API_KEY: ${MTA_API_KEY:?}
                  MTA_WEBHOOK_SECRET: ${MTA_WEBHOOK_SECRET:?}
                  MAIL_SYNC_API_KEY: ${MAIL_SYNC_API_KEY:?}
                  REDIS_PASSWORD: ${REDIS_PASSWORD:?}
                  NUXT_PUBLIC_SITE_URL: ${NUXT_PUBLIC_SITE_URL:?}
                  REGION: ${REGION:?}
                ports: ["{{{set.Ports.Web}}}:3000"]
              mta:
                image: ${REGISTRY:?}/mta:${APP_VERSION:?}
                restart: unless-stopped
                depends_on: [redis]
                environment:
                  MTA_API_KEY: ${MTA_API_KEY:?}
                  MTA_WEBHOOK_SECRET: ${MTA_WEBHOOK_SECRET:?}
                  BOUNCE_VERP_KEY: ${BOUNCE_VERP_KEY:?}
                  REDIS_PASSWORD: ${REDIS_PASSWORD:?}
                  EHLO_HOSTNAME: ${EHLO_HOSTNAME:?}
                  RETURN_PATH_DOMAIN: ${RETURN_PATH_DOMAIN:?}
                  IP_POOLS_TRANSACTIONAL: ${IP_POOLS_TRANSACTIONAL:?}
                  IP_POOLS_MARKETING: ${IP_POOLS_MARKETING:?}
                  DKIM_KEYS: ${DKIM_KEYS:?}
                ports: ["{{{own}}}{{{set.Ports.Mta}}}:3100", "25:25"]
              redis:
                image: ${HUB:?}/library/redis:${REDIS_VERSION:?}
                restart: unless-stopped
                command: [redis-server, --requirepass, "${REDIS_PASSWORD:?}", --appendonly, "yes"]
                volumes: ["redis:/data"]
              clamav:
                image: ${HUB:?}/clamav/clamav:${CLAMAV_VERSION:?}
                restart: unless-stopped
                volumes: ["clamav:/var/lib/clamav"]
                healthcheck:
                  test: [CMD, clamdcheck.sh]
                  interval: 1m
                  start_period: 10m
              convex-deploy:
                image: ${REGISTRY:?}/convex-deploy:${APP_VERSION:?}
                profiles: [deploy]
                restart: "no"
                depends_on: {convex: {condition: service_healthy}}
                environment:
                  CONVEX_SELF_HOSTED_URL: http://convex:3210
                  CONVEX_SELF_HOSTED_ADMIN_KEY: ${CONVEX_ADMIN_KEY:?}
            volumes:
              convex:
              redis:
              clamav:

            """;
    }
}
