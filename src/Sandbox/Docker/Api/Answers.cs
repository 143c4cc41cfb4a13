namespace OpsBot.Sandbox.Docker.Api;

/// <summary>The engine's ways to answer.</summary>
static class Answers
{
    /// <summary>Done; or 304, "it is so already".</summary>
    public static IResult Done(bool changed = true) => Results.StatusCode(changed ? 204 : 304);

    public static IResult Error(int status, string message) => Results.Json(new { message }, Json, ContentType, status);

    public static IResult NoContainer(HttpContext context) => Error(404, $"No such container: {context.Request.RouteValues["id"]}");

    /// <summary>Names exactly as written: the engine mixes Go's capitals with lower case.</summary>
    public static IResult Of<T>(T answer) => Results.Json(answer, Json, ContentType);

    // Without a charset: docker's own client compares it letter by letter.
    const string ContentType = "application/json";

    static readonly System.Text.Json.JsonSerializerOptions Json = new() { PropertyNamingPolicy = null };

    /// <summary>As Go's strconv.ParseBool and the engine's BoolValue read it.</summary>
    public static bool Flag(HttpContext context, string name) =>
        context.Request.Query[name].ToString().ToUpperInvariant() is not ("" or "0" or "NO" or "FALSE" or "NONE");
}
