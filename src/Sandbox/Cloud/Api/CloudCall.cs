using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace OpsBot.Sandbox.Cloud.Api;

/// <summary>One call of Hetzner's API.</summary>
sealed class CloudCall(
    CloudWorld world, HttpContext context, string path, Func<CloudWorld, CloudRequest, CloudAnswer> answer) : ICall
{
    static readonly JsonSerializerOptions json = new(JsonSerializerDefaults.Web) { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    JsonObject? body;

    /// <summary>"POST /servers", "POST /servers/{id}/actions/poweron".</summary>
    public string Route { get; } = $"{context.Request.Method} "
        + path.Replace("{action}", context.Request.RouteValues["action"] as string ?? "", StringComparison.Ordinal);

    public ApiReply Broken => Written(CloudAnswer.Error(503, "unavailable", "service is unavailable, try again later"));

    /// <summary>What stands before Hetzner has waited long enough.</summary>
    public ApiReply Lost => ApiReply.Of(504, "text/html", "<html><body><h1>504 Gateway Time-out</h1></body></html>", "timeout");

    public async Task<JsonNode?> Read()
    {
        using var reader = new StreamReader(context.Request.Body);
        var text = await reader.ReadToEndAsync(context.RequestAborted);
        if (text.Length == 0) body = [];
        else if (context.Request.ContentType?.StartsWith("application/json", StringComparison.Ordinal) == true
            && StrictJson.TryParse(text, out var node)) body = node as JsonObject;
        return body;
    }

    public Task<ApiReply> Answer() => Task.FromResult(Written(Refuse() ?? Do()));

    public ApiReply TooMany(TimeSpan wait, LimitScope scope) => Written(OverLimit());

    CloudAnswer? Refuse() =>
        context.Request.Headers.Authorization != $"Bearer {world.Token}"
            ? CloudAnswer.Error(401, "unauthorized", "unable to authenticate")
        : !world.Allowance.Take() ? OverLimit()
        : world.TokenOnlyReads && !HttpMethods.IsGet(context.Request.Method)
            ? CloudAnswer.Error(403, "token_readonly", "only read access allowed")
        : null;

    CloudAnswer Do()
    {
        if (body is null) return CloudAnswer.Error(400, "json_error", "invalid JSON");
        lock (world.Gate)
        {
            world.Settle();
            return answer(world, new(context, body));
        }
    }

    CloudAnswer OverLimit() =>
        CloudAnswer.Error(429, "rate_limit_exceeded", $"limit of {world.Allowance.Most} requests per hour reached");

    ApiReply Written(CloudAnswer given) => new(given.Status, new Reply(world, given), given.Code);

    sealed class Reply(CloudWorld world, CloudAnswer given) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            var headers = httpContext.Response.Headers;
            headers["X-Correlation-Id"] = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));
            headers["RateLimit-Limit"] = Number(world.Allowance.Most);
            headers["RateLimit-Remaining"] = Number(world.Allowance.Left);
            headers["RateLimit-Reset"] = Number(world.Allowance.FullAt.ToUnixTimeSeconds());
            httpContext.Response.StatusCode = given.Status;
            if (given.Body is { } value) await Results.Json(value, json, statusCode: given.Status).ExecuteAsync(httpContext);
        }

        static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
    }
}
