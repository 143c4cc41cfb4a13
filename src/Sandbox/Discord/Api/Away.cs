namespace OpsBot.Sandbox.Discord;

/// <summary>How every address of the stand-in behaves while Discord is away.</summary>
static class Away
{
    internal static async Task<bool> Handled(DiscordWorld world, HttpContext context)
    {
        if (!world.Trouble.IsAway) return false;
        if (world.Trouble.AwayBreaksConnections)
        {
            context.Abort();
            return true;
        }

        context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        await context.Response.WriteAsync("upstream connect error or disconnect/reset before headers", context.RequestAborted);
        return true;
    }
}
