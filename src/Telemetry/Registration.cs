using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using OpsBot.Core.Diagnostics;

namespace OpsBot.Telemetry;

/// <summary>
/// Tells others what a program does: traces and metrics by OTLP where the standard variables (OTEL_EXPORTER_OTLP_ENDPOINT) name a place,
/// metrics at /metrics where OPSBOT_Metrics__Enabled says so. Where neither is set, nothing listens, and nothing is measured.
/// </summary>
public static class Registration
{
    // What .NET and Npgsql tell by themselves. Not the calls that go out: their addresses hold reply links, which are secrets.
    static readonly string[] meters =
    [
        Measures.Name, "OpsBot.*", "Npgsql", "System.Runtime", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel",
    ];

    public static IServiceCollection AddTelemetry(this IServiceCollection services, IConfiguration configuration, string program)
    {
        var on = new Wanted(Goes(configuration, "TRACES"), Goes(configuration, "METRICS"), IsScraped(configuration));
        // In a method of its own, so that a program which tells nobody does not even load what it would take.
        if (on != new Wanted(false, false, false)) Listen(services, on, configuration["OTEL_SERVICE_NAME"] ?? program);
        return services;
    }

    readonly record struct Wanted(bool Traces, bool Metrics, bool Scraped);

    [MethodImpl(MethodImplOptions.NoInlining)]
    static void Listen(IServiceCollection services, Wanted on, string program)
    {
        var telemetry = services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService(program));
        if (on.Traces)
            telemetry.WithTracing(tracing => tracing.AddSource(Tracing.Name, "Npgsql")
                .AddAspNetCoreInstrumentation(http => http.Filter = IsWork).AddOtlpExporter());
        if (on.Metrics || on.Scraped)
            telemetry.WithMetrics(all =>
            {
                all.AddMeter(meters);
                if (on.Metrics) all.AddOtlpExporter();
                if (on.Scraped) all.AddPrometheusExporter();
            });
    }

    /// <summary>/metrics, where enabled; not for what says that it came through a proxy, nor without the token where one is set.</summary>
    public static void MapMetrics(this IEndpointRouteBuilder app)
    {
        var configuration = app.ServiceProvider.GetRequiredService<IConfiguration>();
        if (IsScraped(configuration)) Map(app, configuration["Metrics:Token"]);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    static void Map(IEndpointRouteBuilder app, string? token) =>
        app.MapPrometheusScrapingEndpoint("/metrics").Add(endpoint =>
        {
            var scrape = endpoint.RequestDelegate!;
            endpoint.RequestDelegate = http =>
                IsForwarded(http.Request) || !Carries(http.Request, token) ? Hide(http) : scrape(http);
        });

    static Task Hide(HttpContext http)
    {
        http.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }

    static bool IsForwarded(HttpRequest request) =>
        request.Headers.ContainsKey("X-Forwarded-For") || request.Headers.ContainsKey("Forwarded") || request.Headers.ContainsKey("Via");

    static bool Carries(HttpRequest request, string? token) => string.IsNullOrEmpty(token) || CryptographicOperations.FixedTimeEquals(
        Encoding.UTF8.GetBytes(request.Headers.Authorization.ToString()), Encoding.UTF8.GetBytes($"Bearer {token}"));

    // An orchestrator asks every few seconds, and a trace of that tells nothing.
    static bool IsWork(HttpContext http) => http.Request.Method == HttpMethods.Post;

    static bool IsScraped(IConfiguration configuration) => configuration.GetValue("Metrics:Enabled", false);

    static bool Goes(IConfiguration configuration, string signal) => !configuration.GetValue("OTEL_SDK_DISABLED", false)
        && configuration[$"OTEL_{signal}_EXPORTER"] is null or "otlp"
        && (configuration["OTEL_EXPORTER_OTLP_ENDPOINT"] ?? configuration[$"OTEL_EXPORTER_OTLP_{signal}_ENDPOINT"]) is { Length: > 0 };
}
