namespace OpsBot.Sandbox.Discord;

/// <summary>Gives an uploaded file to whoever has its address.</summary>
static class AttachmentEndpoint
{
    internal static async Task Handle(DiscordWorld world, string channel, string message, string id, HttpContext context)
    {
        if (await world.Trouble.Absence.Handled(context)) return;
        if (world.Messages.Find(channel, message)?.Attachments.FirstOrDefault(each => each.Id == id) is not { } attachment)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        context.Response.ContentType = attachment.ContentType;
        context.Response.Headers.ContentDisposition = $"inline; filename=\"{attachment.FileName}\"";
        await context.Response.Body.WriteAsync(attachment.Bytes, context.RequestAborted);
    }
}
