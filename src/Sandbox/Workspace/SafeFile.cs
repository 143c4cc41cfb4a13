using Microsoft.AspNetCore.Http.HttpResults;

namespace OpsBot.Sandbox.Workspace;

/// <summary>A file that came from anybody, sent so that it cannot run as a page of this site.</summary>
static class SafeFile
{
    public static FileContentHttpResult Of(HttpResponse response, ReadOnlyMemory<byte> bytes, string type, string name)
    {
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.ContentSecurityPolicy = "sandbox";
        return TypedResults.File(bytes.ToArray(), type, type.StartsWith("image/", StringComparison.Ordinal) ? null : name);
    }
}
