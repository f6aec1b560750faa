import { FileCard } from '@/shared/files/file-card';
import { UploadCard, UploadControl } from '@/shared/files/upload-card';
import type { Upload } from '@/shared/uploads/upload';
import type { Specimen } from './specimen';

const NAME = 'What the boiler sounds like.pdf';

const UPLOAD: Upload = {
  id: 'boiler',
  conversation_id: 'garden',
  name: NAME,
  size: 248_192,
  type: 'application/pdf',
  state: 'sending',
  sent: 96_000,
};
const full = { type: '', title: '', status: 507, code: 'storage_full', detail: '' } as const;

export const FILES: readonly Specimen[] = [
  {
    name: 'FileCard',
    states: [
      ...(['picture', 'video', 'audio', 'other'] as const).map((kind) => ({
        name: kind,
        isWide: true,
        shown: <FileCard kind={kind} name={NAME} size={248_192} />,
      })),
      {
        name: 'with a note',
        isWide: true,
        shown: <FileCard kind="other" name={NAME} note="Not here any more" size={248_192} />,
      },
    ],
  },
  {
    name: 'UploadCard',
    states: [
      UPLOAD,
      { ...UPLOAD, state: 'waiting' as const, sent: 0 },
      { ...UPLOAD, state: 'paused' as const },
      { ...UPLOAD, state: 'done' as const, sent: UPLOAD.size },
      { ...UPLOAD, state: 'failed' as const, problem: full },
    ].map((upload) => ({
      name: upload.state,
      isWide: true,
      shown: (
        <UploadCard upload={upload}>
          <UploadControl upload={upload} />
        </UploadCard>
      ),
    })),
  },
];
