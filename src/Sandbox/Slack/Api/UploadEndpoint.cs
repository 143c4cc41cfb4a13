namespace OpsBot.Sandbox.Slack;

/// <summary>Takes the bytes of an announced file, without a token: the ticket in the address is enough.</summary>
static class UploadEndpoint
{
    internal static async Task Handle(SlackWorld world, string ticket, HttpContext context)
    {
        if (await world.Trouble.Absence.Handled(context)) return;
        if (world.Files.Redeem(ticket) is not { } file)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        using var bytes = new MemoryStream();
        if (context.Request.HasFormContentType && context.Request.ContentType!.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase))
        {
            var form = await context.Request.ReadFormAsync(context.RequestAborted);
            if (form.Files.Count > 0) await form.Files[0].CopyToAsync(bytes, context.RequestAborted);
        }
        else
        {
            await context.Request.Body.CopyToAsync(bytes, context.RequestAborted);
        }

        if (bytes.Length != file.Length)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            await context.Response.WriteAsync($"expected {file.Length} bytes, got {bytes.Length}", context.RequestAborted);
            return;
        }

        world.Files.Put(file with { Bytes = bytes.ToArray() });
        await context.Response.WriteAsync($"OK - {bytes.Length}", context.RequestAborted);
    }

    /// <summary>Gives a complete file to the browser.</summary>
    internal static async Task Download(SlackWorld world, string id, HttpContext context)
    {
        if (world.Files.Find(id) is not { IsComplete: true, Bytes: { } bytes } file)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        context.Response.ContentType = file.MimeType;
        context.Response.Headers.ContentDisposition = $"inline; filename=\"{file.Name.Replace("\"", "", StringComparison.Ordinal)}\"";
        await context.Response.Body.WriteAsync(bytes, context.RequestAborted);
    }
}
