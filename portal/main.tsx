/** The page of the portal: starts the session and shows what it leads to. */
import { render } from 'preact';
import { App } from './app/app';
import './style/base.css';
import './style/layout.css';
import './style/components.css';
import './style/loading.css';
import './style/overlays.css';
import './style/table.css';
import './style/details.css';
import './style/screens.css';

const root = document.getElementById('portal');
if (root !== null) render(<App />, root);
