using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Chaos;

/// <summary>Passes every call on to a real engine, so that it can be watched and stopped on its way.</summary>
static class EngineRelay
{
    extension(WebApplication app)
    {
        public void MapRealEngine(string address)
        {
            var engine = RealContainers.Client(address);
            app.Lifetime.ApplicationStopped.Register(engine.Dispose);
            app.Map("/docker/{host}/{**call}", async (HttpContext context, string call) =>
            {
                using var request = new HttpRequestMessage(new HttpMethod(context.Request.Method), $"/{call}{context.Request.QueryString}");
                using var answer = await engine.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, context.RequestAborted);
                context.Response.StatusCode = (int)answer.StatusCode;
                context.Response.ContentType = answer.Content.Headers.ContentType?.ToString();
                // Where there is nothing to say, the answer stays here until whoever watches has let it go.
                if (answer.StatusCode is not (System.Net.HttpStatusCode.NoContent or System.Net.HttpStatusCode.NotModified))
                    await answer.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
            });
        }
    }
}
