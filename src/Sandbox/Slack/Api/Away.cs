namespace OpsBot.Sandbox.Slack;

/// <summary>How every address of the stand-in behaves while Slack is away.</summary>
static class Away
{
    internal static async Task<bool> Handled(SlackWorld world, HttpContext context)
    {
        if (!world.Trouble.IsAway) return false;
        if (world.Trouble.AwayBreaksConnections)
        {
            context.Abort();
            return true;
        }

        context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        await context.Response.WriteAsync("upstream connect error", context.RequestAborted);
        return true;
    }
}
