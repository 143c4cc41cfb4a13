using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace OpsBot.Sandbox.Cloud.Api;

/// <summary>Hetzner's API over the pretend project, as strict as https://docs.hetzner.cloud tells.</summary>
public static class CloudEndpoints
{
    public const string Prefix = "/hetzner/v1";

    static readonly JsonSerializerOptions json = new(JsonSerializerDefaults.Web) { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public static void MapHetznerApi(this IEndpointRouteBuilder app, CloudWorld world)
    {
        var api = app.MapGroup(Prefix);
        Call("GET", "/locations", (_, request) => Catalogue.Locations(request));
        Call("GET", "/server_types", Catalogue.Types);
        Call("GET", "/pricing", (world, _) => Catalogue.Pricing(world));
        Call("GET", "/datacenters", (_, _) => CloudAnswer.Removed("GET /datacenters"));
        Call("GET", "/servers", Servers.List);
        Call("POST", "/servers", CreateServer.Handle);
        Call("GET", "/servers/{id}", Servers.Show);
        Call("PUT", "/servers/{id}", Servers.Change);
        Call("DELETE", "/servers/{id}", Servers.Delete);
        Call("GET", "/servers/{id}/actions", Actions.OfServer);
        Call("POST", "/servers/{id}/actions/{action}", ServerActions.Begin);
        Call("GET", "/actions", Actions.List);
        Call("GET", "/actions/{id}", Actions.Show);
        api.MapMethods("/{**rest}", ["GET", "POST", "PUT", "DELETE"],
            context => Handle(world, context, (_, _) => CloudAnswer.NotFound("endpoint"))).DisableAntiforgery();

        void Call(string method, string path, Func<CloudWorld, CloudRequest, CloudAnswer> answer) =>
            api.MapMethods(path, [method], context => Handle(world, context, answer)).DisableAntiforgery();
    }

    static async Task Handle(CloudWorld world, HttpContext context, Func<CloudWorld, CloudRequest, CloudAnswer> answer)
    {
        lock (world.Gate) world.Count();
        if (await world.Absence.Handled(context)) return;
        context.Response.Headers["X-Correlation-Id"] = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));
        var given = Refuse(world, context) ?? await Answer(world, context, answer);
        context.Response.Headers["RateLimit-Limit"] = Written(world.Allowance.Most);
        context.Response.Headers["RateLimit-Remaining"] = Written(world.Allowance.Left);
        context.Response.Headers["RateLimit-Reset"] = Written(world.Allowance.FullAt.ToUnixTimeSeconds());
        await Results.Json(given.Body, json, statusCode: given.Status).ExecuteAsync(context);
    }

    static CloudAnswer? Refuse(CloudWorld world, HttpContext context) =>
        context.Request.Headers.Authorization != $"Bearer {world.Token}"
            ? CloudAnswer.Error(401, "unauthorized", "unable to authenticate")
        : !world.Allowance.Take() ? CloudAnswer.Error(429, "rate_limit_exceeded",
            $"limit of {world.Allowance.Most} requests per hour reached")
        : world.TokenOnlyReads && !HttpMethods.IsGet(context.Request.Method)
            ? CloudAnswer.Error(403, "token_readonly", "only read access allowed")
        : null;

    static async Task<CloudAnswer> Answer(
        CloudWorld world, HttpContext context, Func<CloudWorld, CloudRequest, CloudAnswer> answer)
    {
        using var reader = new StreamReader(context.Request.Body);
        var text = await reader.ReadToEndAsync(context.RequestAborted);
        var body = new JsonObject();
        if (text.Length > 0)
        {
            if (context.Request.ContentType?.StartsWith("application/json", StringComparison.Ordinal) != true
                || !StrictJson.TryParse(text, out var node) || node is not JsonObject given)
                return CloudAnswer.Error(400, "json_error", "invalid JSON");
            body = given;
        }
        lock (world.Gate)
        {
            world.Settle();
            return answer(world, new(context, body));
        }
    }

    static string Written(long number) => number.ToString(CultureInfo.InvariantCulture);
}
