using Microsoft.AspNetCore.Http.HttpResults;
using OpsBot.Sandbox.Mails;

namespace OpsBot.Sandbox.Workspace.Mails;

/// <summary>The pages on which one reads what customers got.</summary>
static class MailPages
{
    public static void MapMails(this IEndpointRouteBuilder app)
    {
        app.MapGet("/mails", (Mailbox box, Assets bundle) => Page(box, null, bundle));
        app.MapGet("/mails/{number:int}", Results<RazorComponentResult<MailPage>, NotFound> (int number, Mailbox box, Assets bundle) =>
            box.Find(number) is { } mail ? Page(box, mail, bundle) : TypedResults.NotFound());
        app.MapGet("/mails/{number:int}/{file:int}", File);
    }

    static RazorComponentResult<MailPage> Page(Mailbox box, ReceivedMail? open, Assets bundle) => new(new Dictionary<string, object?>
    {
        [nameof(MailPage.All)] = box.All, [nameof(MailPage.Open)] = open, [nameof(MailPage.Style)] = bundle.Style.Path,
    });

    static Results<FileContentHttpResult, NotFound> File(int number, int file, Mailbox box, HttpResponse response)
    {
        if (box.Find(number)?.Files.ElementAtOrDefault(file) is not { Content: { } body } part) return TypedResults.NotFound();
        using var content = new MemoryStream();
        body.DecodeTo(content);
        return SafeFile.Of(response, content.ToArray(), part.ContentType.MimeType, part.FileName ?? "file");
    }
}
